"""The first steps of hearing, which cost most: resampling, and telling speech from noise.

They know nothing of turns, so they can be done in a worker, one piece of a session at a time.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr

from tui_voice.offline.sent_audio import RATE_HZ as SENT_HZ
from tui_voice.offline.voice_activity import FRAME_BYTES, RATE_HZ, Classifier


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of 16 kHz mono PCM16, and whether they hold speech."""

    pcm: bytes
    speech: bool


class Ear:
    """Takes 24 kHz mono PCM16 and makes judged frames of it."""

    def __init__(self) -> None:
        self.classifier: Classifier | None = None
        """``None`` calls nothing speech."""
        self._resampler = _resampler()
        self._unframed = bytearray()

    def frames(self, pcm: bytes) -> list[Frame]:
        """Take a piece; return the frames that are complete now."""
        samples = np.frombuffer(pcm, np.int16)
        self._unframed += self._resampler.resample_chunk(samples).tobytes()
        whole = len(self._unframed) - len(self._unframed) % FRAME_BYTES
        cut = [bytes(self._unframed[at : at + FRAME_BYTES]) for at in range(0, whole, FRAME_BYTES)]
        del self._unframed[:whole]
        judge = self.classifier
        return [Frame(frame, judge is not None and judge(frame)) for frame in cut]

    def rest(self) -> bytes:
        """The sound, 16 kHz, that no frame had yet; a new beginning follows."""
        tail = self._resampler.resample_chunk(np.zeros(0, np.int16), last=True).tobytes()
        rest = bytes(self._unframed) + tail
        self._resampler = _resampler()
        self._unframed.clear()
        return rest


def _resampler() -> Any:
    return soxr.ResampleStream(SENT_HZ, RATE_HZ, 1, dtype="int16")

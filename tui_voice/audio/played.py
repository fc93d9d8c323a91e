"""What the speaker made audible lately, on the clock of the house: a microphone may hear it."""

import math
from collections import deque

from tui_voice.audio.level import FLOOR_DB, level_of
from tui_voice.audio.pcm import samples_in

KEPT_S = 2.0
"""How long it is remembered: longer than any device and room need to bring it to the microphone."""


class Played:
    """Remembers how loud the speaker was, and when.

    ``refresh`` fetches what the device took since; whoever plays sets it.
    """

    def __init__(self) -> None:
        self.refresh = _nothing
        self._blocks: deque[tuple[float, float, float]] = deque()

    def note(self, pcm: bytes, rate_hz: int, at: float, gain: float) -> None:
        """This mono PCM16 is heard from ``at`` (seconds) on, with this gain."""
        seconds = samples_in(pcm) / rate_hz
        rms_db = level_of(pcm).rms_db + 20 * math.log10(gain) if gain > 0 else FLOOR_DB
        self._blocks.append((at, at + seconds, rms_db))
        while self._blocks[0][1] < at - KEPT_S:
            self._blocks.popleft()

    def loudest_db(self, since: float, until: float) -> float:
        """The loudest block (RMS, dBFS) that was heard between two moments."""
        heard = (db for start, end, db in self._blocks if end > since and start < until)
        return max(heard, default=FLOOR_DB)


def _nothing() -> None:
    """Nobody plays yet."""

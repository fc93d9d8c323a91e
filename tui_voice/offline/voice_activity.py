"""When somebody begins and stops to speak.

A classifier says of each frame of 20 ms whether it holds speech; the detector makes turns of that.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

RATE_HZ = 16000
FRAME_MS = 20
FRAME_BYTES = RATE_HZ * FRAME_MS // 1000 * 2

Classifier: TypeAlias = Callable[[bytes], bool]
"""Whether a frame (16 kHz mono PCM16, 20 ms) holds speech."""

# How much of the last stretch must be speech for a turn to begin; a key click is shorter.
ONSET_MS = 160
_ONSET_SHARE = 0.7

# RMS of PCM16. Below the floor nothing is speech, whatever it sounds like; at a threshold of .5,
# speech must stand four times (12 dB) above the room.
_FLOOR_RMS = 100.0
_ABOVE_ROOM = 8.0
_ROOM_RISE = 1.005
_ROOM_FALL = 0.9


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak at ``at_ms`` of the session's sound."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The silence after the speech was long enough at ``at_ms``."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Whoever speaks fell silent for a moment; how much silence ends the turn can be set now."""


class EnergyGate:
    """Calls speech whatever stands out against the room, whose loudness it learns."""

    def __init__(self, threshold: float) -> None:
        """``threshold`` is the protocol's, 0 to 1: a higher one needs louder speech."""
        self._ratio = _ABOVE_ROOM * max(threshold, 0.1)
        self._room_rms = _FLOOR_RMS / self._ratio

    def __call__(self, frame: bytes) -> bool:
        """Whether this frame stands out."""
        samples = np.frombuffer(frame, np.int16).astype(np.float32)
        rms = float(np.sqrt(np.mean(samples * samples))) if samples.size else 0.0
        # The room's loudness follows a quieter frame quickly and a louder one slowly.
        change = _ROOM_FALL if rms < self._room_rms else _ROOM_RISE
        self._room_rms = max(self._room_rms * change, 1.0)
        return rms > max(_FLOOR_RMS, self._room_rms * self._ratio)


def webrtc_classifier(threshold: float) -> Classifier:
    """Speech is what both webrtcvad and the energy gate call speech.

    webrtcvad alone takes four in ten key clicks for speech. Raises ``ImportError`` without it.
    """
    detector: Any = import_module("webrtcvad").Vad(3)
    gate = EnergyGate(threshold)

    def is_speech(frame: bytes) -> bool:
        loud = gate(frame)
        return loud and bool(detector.is_speech(frame, RATE_HZ))

    return is_speech


class TurnDetector:
    """Turns frames into beginnings and ends of speech, on the clock of the sound itself. Pure."""

    def __init__(
        self, *, prefix_padding_ms: int, silence_ms: int, start_ms: int, pause_ms: int | None = None
    ) -> None:
        """``start_ms`` is how much sound the session had heard before the first frame.

        ``pause_ms``: after so much silence a pause is told; ``None`` tells none.
        """
        self._prefix_padding_ms = prefix_padding_ms
        self.silence_ms = silence_ms
        """How much silence ends a turn."""
        self._pause_ms = pause_ms
        self.now_ms = start_ms
        self._earliest_ms = start_ms
        self._recent: deque[bool] = deque(maxlen=ONSET_MS // FRAME_MS)
        self._last_speech_ms = start_ms
        self.speaking = False

    def hear(self, speech: bool) -> SpeechStarted | Paused | SpeechStopped | None:
        """Take the next 20 ms, speech or not; say what changed."""
        self.now_ms += FRAME_MS
        if speech:
            self._last_speech_ms = self.now_ms
        if self.speaking:
            return self._stopped()
        self._recent.append(speech)
        return self._started()

    def end(self) -> SpeechStopped:
        """Call it a turn, whatever goes on."""
        self.now_ms += FRAME_MS
        self.reset()
        return SpeechStopped(self.now_ms)

    def reset(self) -> None:
        """Wait for a new beginning; the speech under way was taken by other means."""
        self.speaking = False
        self._recent.clear()
        self._earliest_ms = self.now_ms

    def _started(self) -> SpeechStarted | None:
        full = len(self._recent) == self._recent.maxlen
        if not full or sum(self._recent) < _ONSET_SHARE * len(self._recent):
            return None
        self.speaking = True
        began_ms = self.now_ms - ONSET_MS - self._prefix_padding_ms
        return SpeechStarted(max(began_ms, self._earliest_ms))

    def _stopped(self) -> Paused | SpeechStopped | None:
        silent_ms = self.now_ms - self._last_speech_ms
        if silent_ms == self._pause_ms:
            return Paused()
        if silent_ms < self.silence_ms:
            return None
        self.reset()
        return SpeechStopped(self.now_ms)

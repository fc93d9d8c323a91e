"""The packages that could have been the echo canceller, in the same simulated rooms.

Two of them are not among the project's own, so they are fetched into a place apart:
``pip install --require-hashes --target .cache/echo -r requirements/echo-candidates.txt``, and then
``PYTHONPATH=.cache/echo make bench ARGS=echo_candidates``. One that is missing is a row that says
so. Nothing but their echo cancellers is on; the reference is part of the processor time.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks._echo_room import (
    ROOMS_MS,
    SETTLED_S,
    answers_alone,
    cancelled,
    kept_db,
    spoken_over,
)
from benchmarks.result import Result
from tests.audio.room import RATE_HZ
from tui_voice.audio.echo_cancel import EchoCanceller
from tui_voice.audio.half_duplex import Canceller

FRAME_BYTES = RATE_HZ // 100 * 2
"""10 ms: livekit takes nothing else."""
SPEEX_TAIL = RATE_HZ * 4 // 10
"""Samples of echo that Speex's filter reaches: as long as ours expects one."""


class LiveKit:
    """WebRTC's AEC3 out of livekit's ``AudioProcessingModule``."""

    def __init__(self) -> None:
        from livekit import rtc

        self._frame: Any = rtc.AudioFrame
        self._module: Any = rtc.AudioProcessingModule(echo_cancellation=True)

    def cleaned(self, heard: bytes, played: bytes) -> bytes:
        """The next 24 kHz mono PCM16 without the echo of what was played."""
        left = bytearray()
        for at in range(0, len(heard), FRAME_BYTES):
            near, far = (
                self._frame(bytearray(sound[at : at + FRAME_BYTES]), RATE_HZ, 1, FRAME_BYTES // 2)
                for sound in (heard, played)
            )
            self._module.process_reverse_stream(far)
            self._module.process_stream(near)
            left += bytes(near.data)
        return bytes(left)


class Speex:
    """Speex's canceller out of pyaec."""

    def __init__(self) -> None:
        from pyaec import Aec

        self._aec: Any = Aec(FRAME_BYTES, SPEEX_TAIL, RATE_HZ, False)  # samples: a window of 20 ms

    def cleaned(self, heard: bytes, played: bytes) -> bytes:
        """The next 24 kHz mono PCM16 without the echo of what was played."""
        near, far = (np.frombuffer(sound, dtype="<i2").tolist() for sound in (heard, played))
        return np.array(self._aec.cancel_echo(near, far), dtype="<i2").tobytes()


CANDIDATES: dict[str, Callable[[], Canceller]] = {
    "pywebrtc-audio": EchoCanceller,
    "livekit": LiveKit,
    "pyaec": Speex,
}


def run() -> list[Result]:
    """Each candidate in three rooms."""
    return [row for name, make in CANDIDATES.items() for row in _measured(name, make)]


def _measured(name: str, make: Callable[[], Canceller]) -> list[Result]:
    try:
        make()
    except ImportError:
        return [_row(f"{name} is not installed", 0.0, "rows")]
    rows: list[Result] = []
    for length_ms in ROOMS_MS:
        where = f"room of {length_ms} ms"
        alone = cancelled(answers_alone(length_ms), make())
        after = f"echo alone after {SETTLED_S:.0f} s, {where}, is softer by"
        rows.append(_row(f"{name}, {after}", alone.suppression_db, "dB"))
        for louder_db in (10.0, 0.0):
            talk = spoken_over(length_ms, louder_db)
            left_db = kept_db(talk, cancelled(talk, make()).left)
            person = f"a person {louder_db:+.0f} dB beside it, {where}, is left"
            rows.append(_row(f"{name}, {person}", left_db, "dB"))
        if length_ms == ROOMS_MS[-1]:
            rows.append(_row(f"{name}, processor time a second of sound", alone.cpu, "% of a core"))
    return rows


def _row(name: str, value: float, unit: str) -> Result:
    return Result(f"echo_candidates: {name}", value, unit, "none", None, "told", True)

"""The ends of the house for tests that run the real engine and the real network."""

import asyncio
import time
from array import array
from collections.abc import Callable

from tui_voice.session.events import AudioCaptured, CaptureStarted, CaptureStopped, Event

CHUNK_SAMPLES = 2400
"""100 ms of speech at a time."""


class SwiftClock:
    """Real time, only faster: what takes a second by it is over in ``1 / speed`` seconds.

    ``delays_s`` is all that was ever waited for.
    """

    def __init__(self, speed: float) -> None:
        self.delays_s: list[float] = []
        self._speed = speed

    def now(self) -> float:
        return time.monotonic() * self._speed

    def wall(self) -> float:
        return 1_700_000_000 + self.now()

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        self.delays_s.append(delay_s)
        return asyncio.get_running_loop().call_later(delay_s / self._speed, callback)


class CountingMicrophone:
    """Hears somebody count: every two samples are another number, so that none is lost unseen.

    ``spoken`` is all that was said while it was open, in chunks of ``chunk_samples``.
    """

    def __init__(self, post: Callable[[Event], None], now: Callable[[], float]) -> None:
        self.spoken = b""
        self.chunk_samples = CHUNK_SAMPLES
        self._post = post
        self._now = now
        self._open = False
        self._number = 0

    def use(self, device: str, chunk_ms: int) -> None:
        """There is only one."""

    def start(self) -> None:
        self._open = True
        self._post(CaptureStarted(self._now()))

    def say(self, chunks: int = 1) -> None:
        """Count on for so many chunks."""
        assert self._open, "nobody listens"
        for _ in range(chunks):
            following = self._number + self.chunk_samples // 2
            pcm = array("I", range(self._number, following)).tobytes()
            self._number = following
            self.spoken += pcm
            self._post(AudioCaptured(pcm, self._now()))

    def stop(self) -> None:
        self._open = False
        self._post(CaptureStopped(self._now()))

    async def close(self) -> None:
        self._open = False

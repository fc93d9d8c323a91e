"""Where speech comes from: what capture needs of a microphone, and one driven by the clock."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_RATE_HZ, silence

OnBlock = Callable[[bytes, float], None]
"""Called on the loop's thread with a block of mono PCM16 and when its last sample was captured."""


SILENT_BLOCK = silence(BLOCK_SAMPLES)


class Source(Protocol):
    """A microphone that is open and delivers blocks at its own rate."""

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        ...

    @property
    def latency_s(self) -> float:
        """How long a sample is on its way from the air to the program."""
        ...

    def listen(self, on_block: OnBlock) -> None:
        """Deliver what was captured since the opening, and then block after block."""
        ...

    def failure(self) -> str:
        """What went wrong and what to do, in one line; empty while all is well."""
        ...

    def close(self) -> None:
        """Release the device; may block; nothing is delivered any more."""
        ...


class ClockSource:
    """Plays blocks of 24 kHz sound as if spoken now, in real time, and then silence for ever.

    Blocks are due at absolute times, so that a late one does not make the next ones late.
    """

    rate_hz = SAMPLE_RATE_HZ
    latency_s = 0.0

    def __init__(self, now: Callable[[], float], blocks: Iterator[bytes]) -> None:
        self._now = now
        self._blocks = blocks
        self._due = 0.0
        self._on_block: OnBlock | None = None

    def listen(self, on_block: OnBlock) -> None:
        """Begin to speak."""
        self._on_block = on_block
        self._due = self._now() + BLOCK_MS / 1000
        self._wait()

    def failure(self) -> str:
        """A clock does not fail."""
        return ""

    def close(self) -> None:
        """Fall silent."""
        self._on_block = None

    def _wait(self) -> None:
        delay_s = max(0.0, self._due - self._now())
        asyncio.get_running_loop().call_later(delay_s, self._deliver)

    def _deliver(self) -> None:
        if self._on_block:
            self._on_block(next(self._blocks, SILENT_BLOCK), self._due)
            self._due += BLOCK_MS / 1000
            self._wait()

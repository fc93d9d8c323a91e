"""Where speech comes from: what capture needs of a microphone, and one driven by the clock."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_RATE_HZ, silence

OnSound = Callable[[bytes, float], int]
"""Called on the loop's thread with mono PCM16 and when its last sample was captured.

Answers how many samples (at the source's rate) may gather before the next call: each call wakes the
loop, which costs more than all the arithmetic on a block.
"""


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

    @property
    def overflows(self) -> int:
        """How often sound was lost because nobody fetched it in time."""
        ...

    @property
    def silence_is_meant(self) -> bool:
        """Whether zeros are what it shall deliver, and no sign of a fault."""
        ...

    def listen(self, on_sound: OnSound) -> None:
        """Deliver what was captured since the opening, and then whatever comes."""
        ...

    def deliver(self) -> None:
        """Deliver now what has gathered."""
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
    overflows = 0
    silence_is_meant = True

    def __init__(self, now: Callable[[], float], blocks: Iterator[bytes]) -> None:
        self._now = now
        self._blocks = blocks
        self._due = 0.0
        self._on_sound: OnSound | None = None

    def listen(self, on_sound: OnSound) -> None:
        """Begin to speak."""
        self._on_sound = on_sound
        self._due = self._now() + BLOCK_MS / 1000
        self._wait()

    def deliver(self) -> None:
        """Nothing gathers: every block is delivered when it is due."""

    def failure(self) -> str:
        """A clock does not fail."""
        return ""

    def close(self) -> None:
        """Fall silent."""
        self._on_sound = None

    def _wait(self) -> None:
        delay_s = max(0.0, self._due - self._now())
        asyncio.get_running_loop().call_later(delay_s, self._speak)

    def _speak(self) -> None:
        if self._on_sound:
            self._on_sound(next(self._blocks, SILENT_BLOCK), self._due)
            self._due += BLOCK_MS / 1000
            self._wait()

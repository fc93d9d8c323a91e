"""A speaker made of a clock: the project's own stream, with a simulated PortAudio behind it."""

import asyncio
from array import array
from types import SimpleNamespace

from tui_voice.audio.output import OutputStream
from tui_voice.audio.pcm import SAMPLE_RATE_HZ
from tui_voice.audio.portaudio import Format
from tui_voice.audio.schedule import Block


class Clock:
    """Time that passes when the simulation says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> float:
        return self.seconds


class Stream(OutputStream):
    """Says when it was first given something to play: by then it has been opened."""

    def __init__(self, fmt: Format, clock: Clock) -> None:
        super().__init__(fmt, clock.now)
        self.given = asyncio.Event()

    def push(self, block: Block) -> None:
        super().push(block)
        self.given.set()


class ClockDevice:
    """Asks for a block every device period; an ear behind it counts what is not silence.

    ``latency_s`` is how long a sample takes from the callback to the ear.
    """

    def __init__(self, clock: Clock, fmt: Format, latency_s: float) -> None:
        self.output = Stream(fmt, clock)
        self.period_s = fmt.block_frames / fmt.rate_hz
        self._clock = clock
        self._fmt = fmt
        self._latency_s = latency_s
        self._next_at = clock.now()
        self._frames_heard = 0

    def run_until(self, moment: float) -> None:
        """Let time pass and the device ask for the blocks that are due in it."""
        while self._next_at <= moment:
            self._clock.seconds = self._next_at
            self._ask()
            self._next_at += self.period_s
        self._clock.seconds = moment

    @property
    def heard_ms(self) -> float:
        """How much sound reached the ear, or is on its way."""
        return self._frames_heard * 1000 / self._fmt.rate_hz

    def _ask(self) -> None:
        block = memoryview(bytearray(self._fmt.block_frames * self._fmt.channels * 2))
        # PortAudio's clock is its own, and the DAC's lead is what it says.
        time = SimpleNamespace(currentTime=0.0, outputBufferDacTime=self._latency_s)
        self.output.callback(block, self._fmt.block_frames, time, False)
        samples = array("h", bytes(block))
        self._frames_heard += sum(1 for sample in samples[:: self._fmt.channels] if sample)


FORMATS = (Format(SAMPLE_RATE_HZ, 1), Format(44_100, 2), Format(48_000, 2))
"""What sound cards open with."""

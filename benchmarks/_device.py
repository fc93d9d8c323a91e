"""A speaker made of simulated time: the project's own stream, with a fake PortAudio behind it."""

import asyncio
import selectors
from array import array
from types import SimpleNamespace

from tui_voice.audio.output import OutputStream
from tui_voice.audio.pcm import SAMPLE_RATE_HZ
from tui_voice.audio.streams import Format


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to what is due next, while it ``flows``.

    It must not flow while a thread works, which takes real time.
    """

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.flows = False
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.seconds


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or not self._loop.flows:
            return super().select(timeout and min(timeout, 0.001))
        ready = super().select(0)
        if not ready:
            self._loop.seconds += timeout
        return ready


class ClockDevice:
    """Asks for a block every device period; an ear behind it counts what is not silence.

    ``latency_s`` is how long a sample takes from the callback to the ear.
    """

    def __init__(self, loop: SimulatedLoop, fmt: Format, latency_s: float) -> None:
        self.output = _Stream(fmt, loop)
        self._fmt = fmt
        self._latency_s = latency_s
        self._frames_heard = 0
        self._loop = loop
        self.began_at = self.ended_at = 0.0
        """When the first and the last sample that was not silence left the callback, of what
        sounded without a silent block in it."""
        self._sounds = False

    async def run(self) -> None:
        """Ask for blocks for ever."""
        while True:
            self._ask()
            await asyncio.sleep(self._fmt.block_frames / self._fmt.rate_hz)

    @property
    def heard_ms(self) -> float:
        """How much sound reached the ear, or is on its way."""
        return self._frames_heard * 1000 / self._fmt.rate_hz

    def _ask(self) -> None:
        block = memoryview(bytearray(self._fmt.block_frames * self._fmt.channels * 2))
        # PortAudio's clock is its own, and the DAC's lead is what it says.
        time = SimpleNamespace(currentTime=0.0, outputBufferDacTime=self._latency_s)
        self.output.callback(block, self._fmt.block_frames, time, False)
        samples = array("h", bytes(block))[:: self._fmt.channels]
        loud = [place for place, sample in enumerate(samples) if sample]
        self._frames_heard += len(loud)
        if loud:
            if not self._sounds:
                self.began_at = self._loop.time() + loud[0] / self._fmt.rate_hz
            self.ended_at = self._loop.time() + (loud[-1] + 1) / self._fmt.rate_hz
        self._sounds = bool(loud)


class _Stream(OutputStream):
    """Says when playback has it in hand: until then a thread is opening it."""

    def __init__(self, fmt: Format, loop: SimulatedLoop) -> None:
        super().__init__(fmt, loop.time)
        self.in_use = asyncio.Event()

    def position(self) -> int:
        self.in_use.set()
        return super().position()


FORMATS = (Format(SAMPLE_RATE_HZ, 1), Format(44_100, 2), Format(48_000, 2))
"""What sound cards open with."""

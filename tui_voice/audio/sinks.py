"""Where sound goes: what playback needs of a speaker, and the speaker that is only a clock."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from tui_voice.audio.mixing import FADE_MS, fade_out
from tui_voice.audio.pcm import BLOCK_SAMPLES, SAMPLE_RATE_HZ, ms_to_samples
from tui_voice.audio.schedule import Block


class Taken(NamedTuple):
    """A sink took a block, having asked for ``position`` samples before.

    The block's first sample is heard at ``at`` (monotonic seconds).
    """

    position: int
    at: float


class Sink(Protocol):
    """A speaker that is open, and plays mono PCM16 blocks at its own rate one after another."""

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        ...

    @property
    def block_samples(self) -> int:
        """Samples in a block."""
        ...

    @property
    def fade_samples(self) -> int:
        """How much of the next block is still heard, fading, when the sound is cut."""
        ...

    @property
    def is_heard(self) -> bool:
        """Whether a microphone in the room may hear it."""
        ...

    @property
    def underflows(self) -> int:
        """How often the device itself ran dry while a block was playing."""
        ...

    def position(self) -> int:
        """How many samples it has asked for since it was opened, silence included."""
        ...

    def push(self, block: Block) -> None:
        """Play this after what was pushed before."""
        ...

    def taken(self) -> list[Taken]:
        """Which of the pushed blocks it took since this was last asked, in order."""
        ...

    def cut(self) -> list[Taken]:
        """Fade the next block to silence and forget the rest; answers as ``taken`` does."""
        ...

    def use_gain(self, gain: float) -> None:
        """Make what is pushed from now on louder or softer, and what waits as far as it can."""
        ...

    def quiet_s(self) -> float:
        """How long it has not asked for sound."""
        ...

    def failure(self) -> str:
        """What went wrong and what to do, in one line; empty while all is well."""
        ...

    def close(self) -> None:
        """Release the device; may block."""
        ...


class ClockSink:
    """A speaker that makes no sound: it takes each block when its time has come."""

    is_heard = False

    def __init__(
        self,
        now: Callable[[], float],
        rate_hz: int = SAMPLE_RATE_HZ,
        block_samples: int = BLOCK_SAMPLES,
    ) -> None:
        self.rate_hz = rate_hz
        self.block_samples = block_samples
        self.fade_samples = ms_to_samples(FADE_MS, rate_hz)
        self.underflows = 0
        self._now = now
        self._opened_at = now()
        self._ready: deque[Block] = deque()

    def position(self) -> int:
        """Samples that have passed by the clock."""
        return int((self._now() - self._opened_at) * self.rate_hz)

    def push(self, block: Block) -> None:
        """Take the block when the clock has reached its start."""
        self._ready.append(block)

    def taken(self) -> list[Taken]:
        """The blocks whose start has come."""
        position = self.position()
        taken: list[Taken] = []
        while self._ready and self._ready[0].start <= position:
            block = self._ready.popleft()
            self._hear(block.pcm)
            taken.append(Taken(block.start, self._opened_at + block.start / self.rate_hz))
        return taken

    def cut(self) -> list[Taken]:
        """Forget what has not come yet."""
        taken = self.taken()
        if self._ready:
            self._hear(fade_out(self._ready[0].pcm, self.fade_samples))
        self._ready.clear()
        return taken

    def use_gain(self, gain: float) -> None:
        """A clock has no volume, and a file gets the sound as it came."""

    def quiet_s(self) -> float:
        """A clock asks all the time."""
        return 0.0

    def failure(self) -> str:
        """A clock does not fail."""
        return ""

    def close(self) -> None:
        """Nothing to release."""

    def _hear(self, pcm: bytes) -> None:
        """This is what would be heard now."""

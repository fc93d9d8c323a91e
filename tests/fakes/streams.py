"""A speaker and a microphone whose device is the test."""

from collections import deque
from collections.abc import Callable

from tui_voice.audio.schedule import Block
from tui_voice.audio.sinks import Taken
from tui_voice.audio.sources import OnSound


class FakeClock:
    """Time that passes when the test says so, and by ``step_s`` whenever somebody looks."""

    def __init__(self, seconds: float = 100.0, step_s: float = 0.0) -> None:
        self.seconds = seconds
        self._step_s = step_s

    def now(self) -> float:
        self.seconds += self._step_s
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


class FakeSink:
    """A speaker that asks for a block when the test calls ``ask``; ``played`` is what it heard.

    ``on_change`` is called when there is something to play and when it was closed (in a thread).
    """

    def __init__(
        self,
        clock: FakeClock,
        rate_hz: int = 24_000,
        latency_s: float = 0.0,
        on_change: Callable[[], object] = bool,
    ) -> None:
        self.rate_hz = rate_hz
        self.block_samples = rate_hz // 50
        self.gain = 1.0
        self.is_heard = True
        self.fade_samples = rate_hz * 8 // 1000
        self.underflows = 0
        self.words = ""
        self.silent_s = 0.0
        self.closed = False
        self.played = bytearray()
        self._clock = clock
        self._latency_s = latency_s
        self._on_change = on_change
        self._position = 0
        self._ready: deque[Block] = deque()
        self._taken: list[Taken] = []

    def ask(self, blocks: int = 1) -> None:
        """The device wants its next blocks, at the moments they are due."""
        for _ in range(blocks):
            if self._ready:
                self.played += self._ready.popleft().pcm
                self._taken.append(Taken(self._position, self._clock.now() + self._latency_s))
            self._position += self.block_samples
            self._clock.advance(self.block_samples / self.rate_hz)

    @property
    def waiting(self) -> int:
        """How many blocks it could play now."""
        return len(self._ready)

    def position(self) -> int:
        return self._position

    def push(self, block: Block) -> None:
        self._ready.append(block)
        self._on_change()

    def taken(self) -> list[Taken]:
        taken, self._taken = self._taken, []
        return taken

    def cut(self) -> list[Taken]:
        if self._ready:
            self.played += self._ready[0].pcm[: self.fade_samples * 2]
        self._ready.clear()
        return self.taken()

    def use_gain(self, gain: float) -> None:
        self.gain = gain

    def quiet_s(self) -> float:
        return self.silent_s

    def failure(self) -> str:
        return self.words

    def close(self) -> None:
        self.closed = True
        self._on_change()


class FakeSource:
    """A microphone into which the test speaks; ``on_listen`` is called when somebody listens."""

    def __init__(
        self,
        clock: FakeClock,
        rate_hz: int = 24_000,
        latency_s: float = 0.0,
        on_listen: Callable[[], object] = bool,
    ) -> None:
        self.rate_hz = rate_hz
        self.latency_s = latency_s
        self.silence_is_meant = False
        self.overflows = 0
        self.words = ""
        self.closed = False
        self._clock = clock
        self._on_listen = on_listen
        self._on_sound: OnSound | None = None

    def listen(self, on_sound: OnSound) -> None:
        self._on_sound = on_sound
        self._on_listen()

    def speak(self, block: bytes) -> int:
        """One block, captured as time passes; answers how many samples may gather after it."""
        self._clock.advance(len(block) / 2 / self.rate_hz)
        return self._on_sound(block, self._clock.now()) if self._on_sound else 0

    def deliver(self) -> None:
        """Every block was delivered when it was spoken."""

    def failure(self) -> str:
        return self.words

    def close(self) -> None:
        self._on_sound = None
        self.closed = True

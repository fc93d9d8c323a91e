"""Where tests get their microphones and speakers: each opens in a thread, when the test lets it."""

import asyncio
from collections.abc import Callable
from functools import partial

from tests.fakes.streams import FakeClock, FakeSink, FakeSource
from tui_voice.audio.errors import DeviceAwayError, SoundError


class Microphones:
    """Opens microphones; ``trouble`` is what goes wrong, ``away`` which are not there."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.opened: list[tuple[str, FakeSource]] = []
        self.trouble = ""
        self.away: set[str] = set()
        self.rate_hz = 24_000
        self.latency_s = 0.0
        self.silence_is_meant = False
        self.let_open = asyncio.Event()
        self.let_open.set()
        self._loop = asyncio.get_running_loop()
        self.listened = asyncio.Event()

    def open_source(self, choice: str) -> FakeSource:
        asyncio.run_coroutine_threadsafe(self.let_open.wait(), self._loop).result(10)
        if self.trouble:
            raise SoundError(self.trouble)
        if choice in self.away:
            raise DeviceAwayError(f"There is no {choice}.")
        assert all(source.closed for _, source in self.opened), "two microphones at once"
        source = FakeSource(self.clock, self.rate_hz, self.latency_s, self.listened.set)
        source.silence_is_meant = self.silence_is_meant
        self.opened.append((choice, source))
        return source

    def is_back(self, choice: str) -> bool:
        return choice not in self.away

    async def listening(self) -> FakeSource:
        """The next microphone, once somebody listens to it."""
        async with asyncio.timeout(10):
            await self.listened.wait()
        self.listened.clear()
        return self.opened[-1][1]


class Speakers:
    """Opens speakers; ``trouble`` is what goes wrong, ``away`` which are not there."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.opened: list[tuple[str, FakeSink]] = []
        self.trouble = ""
        self.away: set[str] = set()
        self.rate_hz = 24_000
        self.tries = 0
        self.let_open = asyncio.Event()
        self.let_open.set()
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def open_sink(self, choice: str) -> FakeSink:
        asyncio.run_coroutine_threadsafe(self.let_open.wait(), self._loop).result(10)
        self.tries += 1
        if self.trouble:
            raise SoundError(self.trouble)
        if choice in self.away:
            raise DeviceAwayError(f"There is no {choice}.")
        ring = partial(self._loop.call_soon_threadsafe, self._changed.set)
        sink = FakeSink(self.clock, self.rate_hz, on_change=ring)
        self.opened.append((choice, sink))
        return sink

    @property
    def sink(self) -> FakeSink:
        return self.opened[-1][1]

    async def given(self) -> FakeSink:
        """The speaker that was opened last, once it has something to play."""
        await self.until(lambda: bool(self.opened) and self.sink.waiting > 0)
        return self.sink

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a speaker was changed so that this holds."""
        async with asyncio.timeout(10):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

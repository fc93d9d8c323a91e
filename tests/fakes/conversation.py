"""A conversation that shows what a test tells it to and keeps what the person did."""

import asyncio
from collections.abc import Callable

from tui_voice.engine.event_log import EventLog
from tui_voice.engine.view import Meter, View
from tui_voice.session.events import PersonEvent, QuitRequested


class FakeDevices:
    """Fits ``Devices``: ``tell`` is a level of the microphone that is listened to."""

    def __init__(self) -> None:
        self.heard: str | None = None
        self.opened: list[str] = []
        self.trouble: OSError | None = None
        self._on_level: Callable[[Meter], None] = lambda _: None

    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (), ()

    async def listen(self, device: str, on_level: Callable[[Meter], None]) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.heard, self._on_level = device, on_level
        self.opened.append(device)
        try:
            await asyncio.Event().wait()
        finally:
            self.heard = None

    def tell(self, level: Meter) -> None:
        assert self.heard is not None, "nobody listens"
        self._on_level(level)


class FakeConversation:
    """Fits ``Conversing``; ``start`` is what the app is given."""

    def __init__(self, first: View | None = None) -> None:
        self.event_log = EventLog()
        self.devices = FakeDevices()
        self.heard: list[PersonEvent] = []
        self.begun = asyncio.Event()
        self.ready = asyncio.Event()
        """Cleared by a test that wants building the house to take its time."""
        self.ready.set()
        self._first = first
        self._left = asyncio.Event()
        self._publish: Callable[[View], None] | None = None

    async def start(self, publish: Callable[[View], None]) -> "FakeConversation":
        await self.ready.wait()
        self._publish = publish
        if self._first is not None:
            publish(self._first)
        return self

    def post(self, event: PersonEvent) -> None:
        self.heard.append(event)
        if isinstance(event, QuitRequested):
            self._left.set()

    async def run(self) -> None:
        self.begun.set()
        await self._left.wait()

    def show(self, view: View) -> None:
        """Publish a view as the engine would."""
        assert self._publish is not None, "the app has not started the conversation yet"
        self._publish(view)

"""A conversation that shows what a test tells it to and keeps what the person did."""

import asyncio
from collections.abc import Callable

from tui_voice.engine.event_log import EventLog
from tui_voice.engine.view import View
from tui_voice.session.events import PersonEvent, QuitRequested


class FakeConversation:
    """Fits ``Conversing``; ``start`` is what the app is given."""

    def __init__(self, first: View | None = None) -> None:
        self.event_log = EventLog()
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

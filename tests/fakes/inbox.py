"""Where an arm of the house posts its events, in a test."""

import asyncio
from typing import TypeVar

from tui_voice.session.events import Event

Kind = TypeVar("Kind")

TIMEOUT_S = 10.0


class Inbox:
    """Keeps all that was posted, and hands it out in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrivals = asyncio.Queue[Event]()

    def post(self, event: Event) -> None:
        self.events.append(event)
        self._arrivals.put_nowait(event)

    async def next(self, kind: type[Kind]) -> Kind:
        """The next event, which must be of this kind."""
        event = await asyncio.wait_for(self._arrivals.get(), TIMEOUT_S)
        assert isinstance(event, kind), event
        return event

    @property
    def empty(self) -> bool:
        """Whether every event has been taken."""
        return self._arrivals.empty()

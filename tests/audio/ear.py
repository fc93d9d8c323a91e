"""Follows the events of the sound arm in a test."""

from typing import TypeVar

from tests.fakes.inbox import Inbox

Kind = TypeVar("Kind")


class Ear(Inbox):
    """An inbox that can skip to what a test is about."""

    async def until(self, kind: type[Kind]) -> Kind:
        """The next event of this kind, whatever comes before it."""
        while not isinstance(event := await self.next(object), kind):
            pass
        return event

    def heard(self, kind: type[Kind]) -> list[Kind]:
        """Every event of this kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

"""The shapes the app works with: a conversation, how it is started, a screen that shows it."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from textual.reactive import var

from tui_voice.engine.view import View

if TYPE_CHECKING:
    from tui_voice.engine.event_log import EventLog
    from tui_voice.engine.ports import Devices
    from tui_voice.session.events import PersonEvent


class Conversing(Protocol):
    """A conversation that runs beside the screen."""

    @property
    def event_log(self) -> "EventLog":
        """What went over the wire."""
        ...

    @property
    def devices(self) -> "Devices":
        """The sound devices, to look at and to try."""
        ...

    def post(self, event: "PersonEvent") -> None:
        """Report what the person did."""
        ...

    async def run(self) -> None:
        """Hold the conversation until the person leaves."""
        ...


Start = Callable[[Callable[[View], None]], Awaitable[Conversing]]
"""Builds the house; it is called after the first frame, so that heavy imports do not delay it.

Its argument takes every new ``View``, on the event loop's thread.
"""


TAKES_EVERY_KEY = "-takes-every-key"
"""The class of a screen beside which no other key works, whatever it is bound to."""


class Viewing:
    """A screen that shows the conversation."""

    view: var[View]

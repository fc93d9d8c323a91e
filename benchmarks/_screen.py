"""Our app and its peers without a terminal: how much a painted change costs, in CPU time."""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from textual.app import App
from textual.screen import Screen

from benchmarks._pty import TERMINAL
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Entry, Item, ItemStatus, Role
from tui_voice.engine.event_log import EventLog
from tui_voice.engine.view import LinkPhase, LinkView, View
from tui_voice.session.events import PersonEvent
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.conversing import Conversing

SIZE = (120, 40)
WORDS_A_TURN = 60

_WORDS = [
    "the",
    "of",
    "and",
    "river",
    "light",
    "over",
    "stone",
    "morning",
    "tram",
    "seven",
    "quiet",
    "harbour",
    "walk",
    "almost",
    "every",
]


def turns(words: int) -> tuple[Item, ...]:
    """A conversation of so many words, the same every time."""
    dice = random.Random(words)
    count = max(1, words // WORDS_A_TURN)
    return tuple(
        Item(
            f"item{number}",
            Role.ASSISTANT if number % 2 else Role.USER,
            " ".join(dice.choice(_WORDS) for _ in range(WORDS_A_TURN)),
            ItemStatus.DONE,
            at_s=number,
        )
        for number in range(count)
    )


class Painted:
    """Mixed into an app: tells when it has painted, for there is no word of Textual's for it.

    It takes the terminal of whoever calls it for the one that all benchmarks are measured in.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        os.environ.pop("NO_COLOR", None)
        os.environ.update(TERMINAL)
        super().__init__(*arguments, **named)
        self.painted = asyncio.Event()

    def _display(self, screen: Screen[object], renderable: object) -> None:
        super()._display(screen, renderable)  # type: ignore[misc]  # of the App that it is mixed into
        self.painted.set()


class OurApp(Painted, VoiceApp):
    """The real app."""


@dataclass
class Told:
    """A conversation in which nothing happens but what a benchmark shows."""

    publish: Callable[[View], None]
    event_log: EventLog = field(default_factory=EventLog)

    def post(self, event: PersonEvent) -> None:
        """Nothing is done about it."""

    async def run(self) -> None:
        """Until the end."""
        await asyncio.Event().wait()


def our_app(entries: tuple[Entry, ...]) -> OurApp:
    """The app with a conversation."""

    async def start(publish: Callable[[View], None]) -> Conversing:
        publish(moment(entries))
        return Told(publish)

    return OurApp(Settings(), start)


def moment(entries: tuple[Entry, ...]) -> View:
    """A view of these entries."""
    return View(link=LinkView(LinkPhase.READY, "server"), entries=entries)


async def quiet(app: App[Any]) -> None:
    """Wait until nothing has been painted for a while."""
    painted: asyncio.Event = app.painted
    while True:
        painted.clear()
        try:
            await asyncio.wait_for(painted.wait(), 0.25)
        except TimeoutError:
            return


async def cost_ms(app: App[Any], change: Callable[[], Awaitable[None] | None]) -> float:
    """CPU milliseconds of this process from a change until it is painted."""
    painted: asyncio.Event = app.painted
    painted.clear()
    begin = time.process_time()
    if (pending := change()) is not None:
        await pending
    await asyncio.wait_for(painted.wait(), 60)
    return (time.process_time() - begin) * 1000

"""A resize of the terminal and a jump through the whole of a long conversation."""

import asyncio
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from benchmarks._brief import so_many
from benchmarks._screen import SIZE, Painted, our_app, quiet, turns
from benchmarks.result import Result
from tui_voice.ui.themes import styles
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.conversation_log import ConversationLog

WORDS = so_many(100_000, 1_000)
LIMIT_MS = 100.0
ROUNDS = so_many(4)


class WidgetsApp(Painted, App[None]):
    """One widget per message."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for turn in turns(WORDS):
                yield Static(turn.text)


class LogApp(Painted, App[None]):
    """Our log and nothing beside it, as the peer has nothing beside its widgets."""

    def compose(self) -> ComposeResult:
        yield ConversationLog(Times())

    def on_mount(self) -> None:
        self.query_one(ConversationLog).entries = turns(WORDS)

    def get_css_variables(self) -> dict[str, str]:
        colours = super().get_css_variables()
        return colours | styles(colours, ansi=False)


def run() -> list[Result]:
    """The whole app against the limit; our log alone against one widget per message."""
    app = asyncio.run(_measured(our_app(turns(WORDS)), ConversationLog, ROUNDS))
    log = asyncio.run(_measured(LogApp(), ConversationLog, ROUNDS))
    peer = asyncio.run(_measured(WidgetsApp(), VerticalScroll, 1))
    return [
        Result("scroll_resize, app", app, "ms", "–", None, f"≤ {LIMIT_MS:.0f} ms", app <= LIMIT_MS),
        Result(
            "scroll_resize, log",
            log,
            "ms",
            "a widget per message",
            peer,
            "≤ 1/15",
            log <= peer / 15,
        ),
    ]


async def _measured(app: App[Any], log: type[Widget], rounds: int) -> float:
    """Median of a resize with the jump to the other end of the conversation after it."""
    async with app.run_test(size=SIZE):
        await quiet(app)
        shown = app.screen.query_one(log)
        costs: list[float] = []
        for _ in range(rounds):
            for width, jump in ((80, shown.scroll_home), (SIZE[0], shown.scroll_end)):
                resize = await _cost_ms(app, lambda width=width: _resize(app, width))
                scroll = await _cost_ms(app, lambda jump=jump: jump(animate=False))
                costs.append(resize + scroll)
    return median(costs)


def _resize(app: App[Any], width: int) -> None:
    """As a driver tells it."""
    size = Size(width, SIZE[1])
    assert app._driver is not None
    app._driver._size = size
    app.post_message(events.Resize(size, size))


async def _cost_ms(app: App[Any], change: Callable[[], object]) -> float:
    """CPU milliseconds until nothing more is painted: a resize takes several steps."""
    begin = time.process_time()
    change()
    await quiet(app)
    return (time.process_time() - begin) * 1000

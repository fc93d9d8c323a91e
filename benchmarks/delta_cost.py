"""What a word more costs on the screen, in a short and in a long conversation."""

import asyncio
from dataclasses import replace
from statistics import median

from textual.app import App, ComposeResult
from textual.widgets import RichLog

from benchmarks._brief import so_many
from benchmarks._screen import SIZE, Painted, cost_ms, moment, our_app, quiet, turns
from benchmarks.result import Result
from tui_voice.conversation.items import Item, ItemStatus
from tui_voice.ui.widgets.conversation_log import ConversationLog

DELTAS = so_many(150)
REWRITES = so_many(3)


def run() -> list[Result]:
    """A delta at 1,000, 100,000 and 300,000 words; a refresh of nothing; a rewritten RichLog."""
    short, refresh = asyncio.run(_ours(1_000))
    middle, _ = asyncio.run(_ours(100_000))
    long, _ = asyncio.run(_ours(300_000))
    rewrite = asyncio.run(_rewrite(100_000))
    name = "delta_cost"
    return [
        Result(
            f"{name}, 300k words", long, "ms", "1k words", short, "≤ 1.3 ×", long <= 1.3 * short
        ),
        Result(
            f"{name}, 300k words", long, "ms", "refresh of nothing", refresh, "≤ 3 ×",
            long <= 3 * refresh,
        ),
        Result(
            f"{name}, 100k words", middle, "ms", "RichLog cleared and rewritten", rewrite,
            "≤ 1/300", middle <= rewrite / 300,
        ),
    ]  # fmt: skip


async def _ours(words: int) -> tuple[float, float]:
    """Median of a delta and of a refresh of the log without a change."""
    entries = turns(words)
    live = Item("live", entries[-1].role, "Well", ItemStatus.LIVE)
    app = our_app((*entries, live))
    async with app.run_test(size=SIZE):
        await quiet(app)
        log = app.screen.query_one(ConversationLog)
        deltas: list[float] = []
        refreshes: list[float] = []
        for number in range(DELTAS):
            live = replace(live, text=f"{live.text} word{number}")
            view = moment((*entries, live))
            deltas.append(await cost_ms(app, lambda view=view: setattr(app, "view", view)))
            refreshes.append(await cost_ms(app, lambda: log.refresh() and None))
    return median(deltas), median(refreshes)


class RewritingApp(Painted, App[None]):
    """One RichLog."""

    def compose(self) -> ComposeResult:
        yield RichLog(wrap=True)


async def _rewrite(words: int) -> float:
    entries = turns(words)
    app = RewritingApp()
    async with app.run_test(size=SIZE):
        await quiet(app)
        log = app.query_one(RichLog)

        def rewrite() -> None:
            log.clear()
            for entry in entries:
                log.write(entry.text)

        return median([await cost_ms(app, rewrite) for _ in range(REWRITES)])

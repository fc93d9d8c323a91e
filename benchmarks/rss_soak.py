"""Eight hours of conversation: what it keeps in memory, and what it leaves open."""

import asyncio
import gc
import os
import resource
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from benchmarks._soak import TURN_S, Soak
from benchmarks.result import Result
from tui_voice.conversation.items import Item
from tui_voice.session.events import QuitRequested

HOURS = 8
TURNS_AN_HOUR = int(3600 / TURN_S)
WARM_UP_TURNS = 20
"""After these every part of the house has been at work."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Size:
    """What the process holds."""

    rss: int
    transcript: int
    descriptors: int
    tasks: int
    threads: int


def size(soak: Soak) -> Size:
    """What the process holds now, in bytes and pieces."""
    gc.collect()
    items = [entry for entry in soak.view.entries if isinstance(entry, Item)]
    return Size(
        rss=resident_bytes(),
        transcript=sum(len(item.text.encode()) for item in items),
        descriptors=len(os.listdir("/dev/fd")),
        tasks=len(asyncio.all_tasks()),
        threads=threading.active_count(),
    )


def resident_bytes() -> int:
    """Resident memory; the most there ever was where the system does not tell the present."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


async def hours() -> list[Size]:
    """The size after the warm-up and after each hour; the connection breaks once in each."""
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder) / "history.db")
        running = asyncio.create_task(soak.conductor.run())
        await soak.settle()
        for _ in range(WARM_UP_TURNS):
            await soak.turn()
        sizes = [size(soak)]
        for _ in range(HOURS):
            for _ in range(TURNS_AN_HOUR):
                await soak.turn()
            soak.server.drop()
            await soak.turn()
            sizes.append(size(soak))
        said = sum(isinstance(entry, Item) for entry in soak.view.entries)
        assert said >= 2 * HOURS * TURNS_AN_HOUR, "the conversation came to a halt"
        assert soak.server.connections > 2 * HOURS, "no renewal before the hour"
        soak.conductor.post(QuitRequested())
        await running
        return sizes


def run() -> list[Result]:
    """Growth in megabytes an hour beyond four times the transcript; pieces that are left open."""
    first, *later = asyncio.run(hours())
    last = later[-1]
    grown = last.rss - first.rss - 4 * (last.transcript - first.transcript)
    an_hour = grown / HOURS / MEGABYTE
    started = (first.descriptors, first.tasks, first.threads)
    left = max(
        abs(now - then)
        for size in later
        for now, then in zip((size.descriptors, size.tasks, size.threads), started, strict=True)
    )
    counts = f"{first.descriptors} descriptors, {first.tasks} tasks, {first.threads} threads"
    return [
        Result(
            name="rss_soak: growth beyond 4× the transcript",
            value=an_hour,
            unit="MB an hour",
            peer="limit",
            against=1.0,
            limit="at most 1×",
            holds=an_hour <= 1.0,
        ),
        Result("rss_soak: left open", left, "more than", counts, None, "0", left == 0),
    ]

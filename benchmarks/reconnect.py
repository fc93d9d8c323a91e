"""From a TCP abort to a session that knows the conversation again; and what drops cost in words."""

import asyncio
import statistics
import time

import aiohttp

from benchmarks._drops import Losses, converse
from benchmarks.result import Result
from tests.faults.house import Line, line
from tui_voice.session.links import BACKOFF_FIRST_S

TURNS = 10
"""Of history to replay."""

ABORTS = 30
DROPS = 200
SEED = 20261123


async def floor_s(line: Line) -> float:
    """The least a server takes to be called and to put settings into force."""
    url = f"{line.wire.base_url}/realtime?model=m"
    times: list[float] = []
    async with aiohttp.ClientSession() as http:
        for _ in range(ABORTS):
            started = time.perf_counter()
            async with http.ws_connect(url, protocols=["realtime"]) as socket:
                await socket.receive()
                await socket.send_json({"type": "session.update", "session": {}})
                await socket.receive()
                times.append(time.perf_counter() - started)
    return statistics.median(times)


async def abort_to_usable_s(line: Line) -> list[float]:
    """From each abort until the server has been told the last item of the conversation."""
    times: list[float] = []
    for _ in range(ABORTS):
        expected = len(line.server.sessions) + 1
        started = time.perf_counter()
        line.wire.reset()
        await line.until(
            lambda expected=expected: (
                len(line.server.sessions) == expected
                and len(line.server.session.items) >= 2 * TURNS
            )
        )
        times.append(time.perf_counter() - started)
        await line.house.ready()
        await line.converse("again?")
    return times


async def measure() -> tuple[list[float], float]:
    """Our times, by a clock of ordinary speed and with a new secret each, and the floor."""
    async with line(speed=1.0) as at_work:
        await at_work.house.ready()
        await at_work.converse(*(f"question {number}" for number in range(TURNS)))
        ours = await abort_to_usable_s(at_work)
        return ours, await floor_s(at_work)


async def drop() -> tuple[Losses, int, int]:
    """The turns and samples that random drops have cost."""
    async with line() as at_work:
        losses = await converse(at_work, DROPS, SEED)
        return losses, losses.lost_turns(at_work), losses.lost_samples(at_work)


def run() -> list[Result]:
    """The time, and the losses."""
    times, least = asyncio.run(measure())
    ours = statistics.median(times)
    losses, turns, samples = asyncio.run(drop())
    after = f"after {losses.drops} random drops"
    return [
        Result(
            name="reconnect",
            value=ours,
            unit="s, median",
            peer="connect + session.update + first backoff",
            against=least + BACKOFF_FIRST_S,
            limit="at most 1×",
            holds=ours <= least + BACKOFF_FIRST_S,
        ),
        Result("reconnect: turns lost", turns, "turns", after, None, "0", turns == 0),
        Result("reconnect: speech lost", samples, "samples", after, None, "0", samples == 0),
    ]

"""Events a second of CPU time, from the socket to the decoded event: ours and the openai package's.

Both take the same stream from a server in another process. Ours decodes the sound as well.
"""

import asyncio
import subprocess
import sys
import time
from importlib.util import find_spec
from typing import Any

from openai import AsyncOpenAI

from benchmarks._brief import so_many
from benchmarks._event_server import EVENTS
from benchmarks.result import Result
from tui_voice.config.settings import Settings
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoints
from tui_voice.realtime.local_server import LocalServer
from tui_voice.session.events import ConnectionOpened, Event, ServerEventUnknown

PEER = find_spec("websockets") is not None
"""The openai package's ``recv()`` works over it."""

ROUNDS = so_many(3)
"""Each takes its best of so many, in turns."""


async def ours(base_url: str) -> float:
    """CPU seconds for the whole stream."""
    seen = 0
    started = 0.0
    everything = asyncio.Event()

    def count(event: Event) -> None:
        nonlocal seen, started
        assert not isinstance(event, ServerEventUnknown), event
        if isinstance(event, ConnectionOpened):
            started = time.process_time()
            return
        seen += 1
        if seen == EVENTS:
            everything.set()

    source = Endpoints(Credentials({}), LocalServer())
    transport = RealtimeTransport(count, source, time.monotonic)
    transport.connect(Settings(base_url=base_url))
    await everything.wait()
    taken = time.process_time() - started
    await transport.disconnect()
    return taken


async def theirs(base_url: str) -> float:
    """CPU seconds for the whole stream, by ``recv()``."""
    async with (
        AsyncOpenAI(api_key="none", base_url=base_url) as client,
        client.realtime.connect(model="m") as connection,
    ):
        started = time.process_time()
        for _ in range(EVENTS):
            await connection.recv()
        return time.process_time() - started


def run() -> list[Result]:
    """Events per CPU second, and their ratio."""
    command = [sys.executable, "-m", "benchmarks._event_server"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True) as server:
        assert server.stdin
        assert server.stdout
        base_url = server.stdout.readline().strip()
        best: dict[Any, float] = {}
        for _ in range(ROUNDS):
            for way in (ours, theirs) if PEER else (ours,):
                taken = asyncio.run(way(base_url))
                best[way] = min(taken, best.get(way, taken))
        server.stdin.close()
    rate = EVENTS / best[ours]
    against = EVENTS / best[theirs] if PEER else None
    return [
        Result(
            name="ev_rate",
            value=rate,
            unit="events per CPU second",
            peer="openai recv()" if PEER else "openai recv() needs the package websockets",
            against=against,
            limit="at least 2×",
            holds=against is not None and rate >= 2 * against,
        )
    ]

"""The offline server with a watch on its loop: prints its address, then how late it was.

Ends with its standard input. Told to be ``idle`` it is a loop that does nothing: what its lateness
is made of is the machine.
"""

import asyncio
import json
import sys
import time

from tui_voice.offline.parts import find_parts
from tui_voice.offline.server import OfflineServer
from tui_voice.offline.serving import run

_TICK_S = 0.005


class Lag:
    """How late the loop wakes a task that asked for 5 ms."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            self.late_ms.append((time.perf_counter() - before - _TICK_S) * 1000)


async def main(*, idle: bool) -> None:
    """Serve until standard input ends."""
    lag = Lag()
    watching: set[asyncio.Task[None]] = set()

    def announce(url: str) -> None:
        print(json.dumps({"url": url}), flush=True)
        watching.add(asyncio.create_task(lag.watch()))  # nobody can have come before

    if idle:
        announce("")
        await asyncio.to_thread(sys.stdin.read)
    else:
        server = OfflineServer(find_parts(), max_connections=200)
        await run(server, "127.0.0.1", 0, announce=announce, until_stdin_ends=True)
    late_ms = sorted(lag.late_ms)
    cpu_s = time.process_time()
    percentile = late_ms[len(late_ms) * 99 // 100]
    print(json.dumps({"worst_ms": late_ms[-1], "p99_ms": percentile, "cpu_s": cpu_s}))


if __name__ == "__main__":
    asyncio.run(main(idle="idle" in sys.argv))

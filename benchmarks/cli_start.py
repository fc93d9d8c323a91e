"""What the commands take that a person or a script calls often, beyond Python's own start.

``--version``, ``history list`` with a hundred conversations, and the ``--help`` of every command,
of which the slowest is told.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks._brief import so_many
from benchmarks.result import Result
from tests.cli.every_command import COMMANDS
from tests.history.keeping import keep, said

ROUNDS = so_many(9)
LIMIT_MS = 150
CONVERSATIONS = so_many(100)

PYTHON = ("-c", "pass")
VERSION = ("-m", "tui_voice", "--version")
HISTORY = ("-m", "tui_voice", "history", "list")


def run() -> list[Result]:
    """All in turn, each time in another order, so that what else the machine does falls on all."""
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(_talk(Path(home, "tui-voice", "history.db")))
        helps = [("-m", "tui_voice", *words, "--help") for words in COMMANDS]
        times = _measured([PYTHON, VERSION, HISTORY, *helps], home)
    floor = times[PYTHON]
    slowest = max(helps, key=lambda words: times[words])
    rows = {
        "--version": times[VERSION],
        f"history list ({CONVERSATIONS} conversations)": times[HISTORY],
        f"{' '.join(slowest[2:])} (slowest of {len(helps)})": times[slowest],
    }
    limit = f"≤ Python + {LIMIT_MS} ms"
    return [
        Result(f"cli_start {name}", taken, "ms", "python -c pass", floor, limit, holds)
        for name, taken in rows.items()
        for holds in [taken - floor <= LIMIT_MS]
    ]


def _measured(programs: list[tuple[str, ...]], home: str) -> dict[tuple[str, ...], float]:
    """The shortest of each, in milliseconds: what else the machine does only adds to it."""
    times: dict[tuple[str, ...], list[float]] = {program: [] for program in programs}
    for number in range(ROUNDS + 1):
        at = number * len(programs) // (ROUNDS + 1)
        for program in programs[at:] + programs[:at]:
            taken = _taken(program, home)
            if number:  # the first round fills the caches of the disk
                times[program].append(taken * 1000)
    return {program: min(each) for program, each in times.items()}


def _taken(arguments: Sequence[str], home: str) -> float:
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    env = {**os.environ, "HOME": home, **{f"XDG_{kind}_HOME": home for kind in kinds}}
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


async def _talk(path: Path) -> None:
    for number in range(CONVERSATIONS):
        turns = [said(f"{number}-{turn}", "What time is it there?") for turn in range(10)]
        await keep(path, *turns, conversation_id=f"20261123-151500-{number:06x}")

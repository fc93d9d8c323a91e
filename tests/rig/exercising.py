"""The other end of ``exercise``: start it on a rig, follow its events, tell it to stop."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.rig.pulse import ANSWER_S, Rig


class Exercise:
    """The running child."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def event(self, name: str) -> dict[str, Any]:
        """The next event of that name."""
        assert self._process.stdout is not None
        async with asyncio.timeout(3 * ANSWER_S):
            async for line in self._process.stdout:
                event = json.loads(line)
                if event["event"] == name:
                    return event
        raise AssertionError(f"no {name} came")

    async def end(self) -> None:
        """Tell it to stop, if it still runs, and wait for its end."""
        await self._process.communicate(b"stop\n")
        assert self._process.returncode == 0


@asynccontextmanager
async def exercise(rig: Rig, *arguments: object) -> AsyncIterator[Exercise]:
    """Run ``tests.rig.exercise`` with these arguments on the rig's sound card."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.rig.exercise", *map(str, arguments),
        env={**os.environ, **rig.env},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    running = Exercise(process)
    try:
        yield running
    finally:
        await running.end()

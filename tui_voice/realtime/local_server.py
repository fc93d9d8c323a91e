"""The offline server, run as a child process that dies with us."""

import asyncio
import contextlib
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import msgspec

from tui_voice.realtime.errors import UnreachableError, plain

COMMAND = (
    *(sys.executable, "-m", "tui_voice", "serve"),
    *("--host", "127.0.0.1", "--port", "0", "--json", "--parent-stdin"),
)
"""It picks a free port and says so in one line of JSON; it ends when its standard input does."""

AT_ONCE = (*COMMAND, "--pace", "1000")
"""For those who keep its sound instead of hearing it: by itself it sends it as if it were heard."""

_START_S = 20.0
_STOP_S = 1.0
_CANNOT_START = "The offline server cannot start"

Pipe = TypeVar("Pipe", asyncio.StreamReader, asyncio.StreamWriter)

_log = logging.getLogger(__name__)


class Ready(msgspec.Struct, frozen=True):
    """What the server says when it listens; ``missing`` has a line for each absent package."""

    url: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Child:
    process: Process
    models: Sequence[str]
    ready: Ready
    drains: tuple[asyncio.Task[None], ...]


class LocalServer:
    """Starts the offline server once, keeps it for the next connection, replaces a dead one."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._child: _Child | None = None
        self._changing = asyncio.Lock()

    async def ready(self, models: Sequence[str] = ()) -> Ready:
        """Where the running server listens. Raises ``UnreachableError`` if none will start.

        ``models`` are the flags for the models behind it; with others it is started anew.
        """
        async with self._changing:
            child = self._child
            if child is None or child.process.returncode is not None or child.models != models:
                await self._stop()
                self._child = child = await _start(self._command, models)
            return child.ready

    async def close(self) -> None:
        """End the server, by closing its standard input and, if that is not enough, by force."""
        async with self._changing:
            await self._stop()

    async def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await _end(child.process)
            # To the end of the pipes, unless a process of the server's own still holds them.
            _, unfinished = await asyncio.wait(child.drains, timeout=_STOP_S)
            for drain in unfinished:
                drain.cancel()


async def _start(command: Sequence[str], models: Sequence[str]) -> _Child:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            *models,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            # Ctrl-C is meant for us; what was said is still to be written down.
            start_new_session=True,
        )
    except OSError as error:
        raise UnreachableError(f"{_CANNOT_START}: {error.strerror}.", retry=False) from None
    complaints = asyncio.create_task(_drain(_pipe(process.stderr), logging.WARNING))
    try:
        ready = await _first_line(_pipe(process.stdout))
    except BaseException:
        # Also when we are cancelled: no child is left behind without an owner.
        await _end(process)
        await asyncio.wait([complaints], timeout=_STOP_S)
        raise
    remarks = asyncio.create_task(_drain(_pipe(process.stdout), logging.INFO))
    return _Child(process, models, ready, (complaints, remarks))


def _pipe(pipe: Pipe | None) -> Pipe:
    """A pipe that was asked for, and therefore is there."""
    return cast("Pipe", pipe)


async def _first_line(stdout: asyncio.StreamReader) -> Ready:
    try:
        async with asyncio.timeout(_START_S):
            return msgspec.json.decode(await stdout.readline(), type=Ready)
    except (ValueError, TimeoutError):
        raise UnreachableError(f"{_CANNOT_START}: the log file says why.", retry=False) from None


async def _end(process: Process) -> None:
    _pipe(process.stdin).close()
    with contextlib.suppress(TimeoutError):
        try:
            await asyncio.wait_for(process.wait(), _STOP_S)
        finally:
            if process.returncode is None:
                process.kill()
    await process.wait()


async def _drain(stream: asyncio.StreamReader, level: int) -> None:
    """Pass what the server says on to the log: a full pipe would stop it."""
    with contextlib.suppress(ValueError):
        async for line in stream:
            _log.log(level, "offline server: %s", plain(line.decode(errors="replace")))

"""What a program says to the running app, and hears from it."""

import json
import socket
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from typing import Any

import click

from tui_voice.cli.asides import asides
from tui_voice.cli.control.orders import Order, Request, written

LONGEST_STATUS = 1 << 24
"""Bytes of a line of the app: the last words of either side stand in it."""


def ask(request: Request, process: int | None) -> dict[str, Any]:
    """What the app answers; ``process`` as for ``meet``. Raises ``click.ClickException``."""
    with _met(process) as connection, connection.makefile("rb") as lines:
        connection.sendall(written(request))
        with asides().shown(lambda: "waiting for the app …"):
            line = lines.readline()
    if not line.endswith(b"\n"):
        raise click.ClickException("The running app ended before it answered.")
    return _read(line)


def follow(process: int | None, told: Callable[[dict[str, Any]], str]) -> None:
    """Print a line for every change, until the app ends or nobody reads any more.

    ``told`` makes it of a status. Raises ``click.ClickException``.
    """
    import asyncio

    with _met(process) as connection:
        asyncio.run(_follow(connection, told))


async def _follow(connection: socket.socket, told: Callable[[dict[str, Any]], str]) -> None:
    import asyncio

    from tui_voice.cli.control.meeting import PATIENCE_S
    from tui_voice.cli.control.status import CLOSED
    from tui_voice.cli.results import results

    lines, leaving = await asyncio.open_unix_connection(sock=connection, limit=LONGEST_STATUS)
    out = results(leaving.close)
    leaving.write(written(Request(Order.FOLLOW)))
    patience_s: float | None = PATIENCE_S
    with out.watched():
        while True:
            async with asyncio.timeout(patience_s):
                line = await lines.readline()
            if not line.endswith(b"\n"):
                break
            out.write(told(_read(line)) + "\n")
            patience_s = None  # it speaks when there is news
    out.write(told(CLOSED) + "\n")


@contextmanager
def _met(process: int | None) -> Generator[socket.socket]:
    from tui_voice.cli.control.meeting import NobodyThereError, meet
    from tui_voice.config.paths import runtime_folder

    try:
        with closing(meet(runtime_folder(), process)) as connection:
            yield connection
    except NobodyThereError as nobody:
        raise click.ClickException(str(nobody)) from None
    except OSError as problem:
        why = "it does not answer" if isinstance(problem, TimeoutError) else str(problem)
        raise click.ClickException(f"The running app cannot be reached: {why}.") from None


def _read(line: bytes) -> dict[str, Any]:
    answer = json.loads(line)
    if "error" in answer:
        raise click.ClickException(answer["error"])
    return answer

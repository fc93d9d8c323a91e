"""A signal that ends programs is a wish to leave, and leaving is orderly."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from types import FrameType

ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""SIGHUP is Unix's, SIGBREAK (the window is closed) Windows'."""


async def until_left(run: Awaitable[object], leave: Callable[[], object]) -> int:
    """Await ``run``; a signal calls ``leave`` on the loop, upon which ``run`` should end.

    Answers with the exit code of a program that a signal ended, as shells count: 128 and its
    number; 0 without one. On the main thread only.
    """
    loop = asyncio.get_running_loop()
    heard: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        loop.call_soon_threadsafe(leave)

    # Not the loop's own signal handlers: Windows has none.
    before = {number: signal.signal(number, hear) for number in ENDING}
    try:
        await run
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 + heard[0] if heard else 0

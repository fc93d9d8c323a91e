"""A signal that ends programs is a wish to leave, and leaving is orderly."""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

HANG_UP = getattr(signal, "SIGHUP", None)
ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""SIGHUP is Unix's, SIGBREAK (the window is closed) Windows'."""


LAST_RESORT_S = 10.0
"""How long leaving may take once the terminal is gone; nobody is there to press a key again."""


async def until_left(
    run: Awaitable[object],
    leave: Callable[[], object],
    hung_up: Callable[[], object] = lambda: None,
) -> int:
    """Await ``run``; a signal calls ``leave`` on the loop, upon which ``run`` should end.

    ``hung_up`` is called first, in the signal handler, when the window may be gone.
    Answers with the exit code of a program that a signal ended, as shells count: 128 and its
    number; 0 without one. On the main thread only.
    """
    loop = asyncio.get_running_loop()
    heard: list[int] = []
    last_resorts: list[threading.Timer] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        if number == HANG_UP:
            hung_up()
            leave_anyway = threading.Timer(LAST_RESORT_S, os._exit, [128 + number])
            leave_anyway.daemon = True
            leave_anyway.start()
            last_resorts.append(leave_anyway)
        loop.call_soon_threadsafe(leave)

    # Not the loop's own signal handlers: Windows has none.
    before = {number: signal.signal(number, hear) for number in ENDING}
    try:
        await run
    finally:
        for timer in last_resorts:
            timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 + heard[0] if heard else 0

"""Work that blocks, in threads that nothing waits for when the program ends.

Opening a device can take forever (a sound server at the far end of a dead network); asyncio's own
threads would then keep the program from leaving.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Protocol, TypeVar

from tui_voice.audio.errors import SoundError

OPEN_S = 10.0
"""How long a device may take to open: Bluetooth needs seconds, a local one milliseconds."""
CLOSE_S = 2.0
"""How long to wait for a device to close before leaving it to itself."""
SILENT_SERVER = (
    "The sound system does not answer: is its server running? Choose another device in the"
    " settings."
)

Result = TypeVar("Result")


class Closable(Protocol):
    """A device that is open."""

    def close(self) -> None:
        """Release it; may block."""
        ...


Device = TypeVar("Device", bound=Closable)


async def opened(open_device: Callable[[], Device], timeout_s: float = OPEN_S) -> Device:
    """The device, opened in a thread; one that opens when nobody waits any more is closed again.

    Raises ``SoundError``, and whatever ``open_device`` raises.
    """
    try:
        return await _run(open_device, timeout_s, too_late=_close_soon)
    except TimeoutError as error:
        raise SoundError(SILENT_SERVER) from error


async def in_a_thread(work: Callable[[], Result]) -> Result:
    """What ``work`` answers, however long that takes. Raises what it raises."""
    return await _run(work, None, too_late=lambda _: None)


async def closed(device: Closable) -> None:
    """Close the device in a thread, or leave it to itself if that takes too long."""
    with suppress(TimeoutError):
        await _run(device.close, CLOSE_S, too_late=lambda _: None)


def _close_soon(device: Closable) -> None:
    Thread(target=device.close, daemon=True).start()


async def _run(
    work: Callable[[], Result], timeout_s: float | None, too_late: Callable[[Result], None]
) -> Result:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def succeed(result: Result) -> None:
        if done.done():
            too_late(result)
        else:
            done.set_result(result)

    def fail(error: Exception) -> None:
        if not done.done():
            done.set_exception(error)

    def run() -> None:
        try:
            settle = partial(succeed, work())
        except Exception as error:  # raised again where it is awaited
            settle = partial(fail, error)
        with suppress(RuntimeError):  # the loop has gone, and the program with it
            loop.call_soon_threadsafe(settle)

    Thread(target=run, daemon=True).start()
    async with asyncio.timeout(timeout_s):
        return await done

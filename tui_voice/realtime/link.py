"""One connection, from the call to its end."""

import asyncio
import importlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_voice.config.settings import Settings
from tui_voice.realtime.decode import decode
from tui_voice.realtime.encode import encode
from tui_voice.realtime.endpoint import EndpointSource
from tui_voice.realtime.errors import Fault, UnreachableError, known, of_close
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import (
    ConnectionLost,
    ConnectionOpened,
    ConnectionRefused,
    Event,
    ServerFailed,
)

if TYPE_CHECKING:
    from tui_voice.realtime.socket import Socket

QUEUE_LENGTH = 4096
"""Client events that may wait for a slow server: over ten minutes of speech, or a whole
conversation told anew. One more ends the connection: to drop an event in the middle would leave
the server with another conversation than the screen, and the session tells it anew anyway."""

_STALLED = Fault("The server stopped reading what is sent to it.", retry=True)
_FAILED_INSIDE = "The connection failed for a reason of our own; the log file has more."

_log = logging.getLogger(__name__)


class Link:
    """One connection. Posts how it opened, every server event, and how it ended; then nothing."""

    def __init__(
        self, post: Callable[[Event], None], source: EndpointSource, now: Callable[[], float]
    ) -> None:
        self._post = post
        self._source = source
        self._now = now
        self._outgoing = asyncio.Queue[ClientEffect](QUEUE_LENGTH)
        self._overflow = asyncio.Event()
        self._open = False
        self._retired = False
        self._task: asyncio.Task[None] | None = None

    def start(self, settings: Settings, previous: "Link | None") -> None:
        """Begin to connect, once the previous connection is closed; returns at once."""
        self._task = asyncio.create_task(self._run(settings, previous))

    def send(self, effect: ClientEffect) -> None:
        """Queue one client event; dropped while the connection is not open."""
        if not self._open:
            return
        try:
            self._outgoing.put_nowait(effect)
        except asyncio.QueueFull:
            self._overflow.set()

    def retire(self) -> None:
        """From now on post nothing and send nothing."""
        self._retired = True
        self._open = False

    async def close(self) -> None:
        """Close the connection; returns when it is closed, and posts nothing."""
        self.retire()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, settings: Settings, previous: "Link | None") -> None:
        try:
            if previous is not None:
                await previous.close()
            await self._connect(settings)
        except UnreachableError as error:
            fault = error.fault
            self._say(ConnectionRefused(fault.message, fault.retry, self._now()))
        except Exception as error:
            # Only its name: the text of an exception may quote a header, and so a secret.
            _log.error("the connection failed with %s", type(error).__name__)
            self._say(self._failed_inside())

    def _failed_inside(self) -> ConnectionLost | ConnectionRefused:
        if self._open:
            self._open = False
            return ConnectionLost(None, _FAILED_INSIDE, retry=False, at=self._now())
        return ConnectionRefused(_FAILED_INSIDE, retry=False, at=self._now())

    async def _connect(self, settings: Settings) -> None:
        endpoint = await self._source.resolve(settings)
        # aiohttp takes a third of a second to import: not on the loop.
        await asyncio.to_thread(importlib.import_module, "tui_voice.realtime.handshake")
        from tui_voice.realtime.handshake import open_socket

        async with open_socket(endpoint) as socket:
            self._open = True
            self._say(
                ConnectionOpened(
                    server=endpoint.server,
                    offline=endpoint.offline,
                    credential=endpoint.credential,
                    note=endpoint.note,
                    at=self._now(),
                )
            )
            lost = await self._converse(socket)
            self._open = False
            self._say(lost)

    async def _converse(self, socket: "Socket") -> ConnectionLost:
        """Read and write until one side ends it."""
        writing = asyncio.create_task(self._write(socket))
        reading = asyncio.create_task(self._read(socket))
        overflowing = asyncio.create_task(self._overflow.wait())
        tasks = (writing, reading, overflowing)
        try:
            await asyncio.wait((reading, overflowing), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            return ConnectionLost(None, _STALLED.message, _STALLED.retry, self._now())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, socket: "Socket") -> None:
        """One writer, so that events leave in the order they were sent."""
        number = 1
        while await socket.send(encode(await self._outgoing.get(), f"event_{number}")):
            number += 1

    async def _read(self, socket: "Socket") -> ConnectionLost:
        from tui_voice.realtime.socket import Closed

        last: Event | None = None
        while not isinstance(frame := await socket.receive(), Closed):
            last = decode(frame, self._now())
            self._say(last)
        # A server that says why before it hangs up is believed over its close code.
        reason = known(last.code) if isinstance(last, ServerFailed) else None
        fault = reason or of_close(frame.code, frame.reason)
        return ConnectionLost(frame.code, fault.message, fault.retry, self._now())

    def _say(self, event: Event) -> None:
        if not self._retired:
            self._post(event)

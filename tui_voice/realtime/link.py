"""One connection, from the call to its end."""

import asyncio
import contextlib
import importlib
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, Protocol

from tui_voice.config.settings import Settings
from tui_voice.realtime.decode import LONGEST_FRAME, decode
from tui_voice.realtime.encode import encode
from tui_voice.realtime.endpoint import EndpointSource
from tui_voice.realtime.errors import Fault, UnreachableError, known, of_close
from tui_voice.realtime.repeats import Repeats
from tui_voice.session.effects import AppendAudio, ClientEffect
from tui_voice.session.events import (
    ConnectionEvent,
    ConnectionLost,
    ConnectionOpened,
    ConnectionRefused,
    Event,
    ServerEvent,
    ServerEventUnknown,
    ServerFailed,
)
from tui_voice.session.limits import LONGEST_TURN_SAMPLES

if TYPE_CHECKING:
    from tui_voice.realtime.secret import Secret
    from tui_voice.realtime.socket import Socket

WAITING_SAMPLES = 2 * LONGEST_TURN_SAMPLES
"""Speech that may wait for a slow server: the longest turn told anew, and as much again meanwhile.
What waits beyond that comes faster than it goes. One event more ends the connection: to drop one in
the middle would leave the server with another conversation than the screen shows.

It costs little memory: events wait as they are, and share their sound and words with the rules."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may be silent, or deaf.

    After ``heartbeat_s`` of silence it is pinged, and half of that again without a pong ends the
    connection, so that a half-open one is found within 8 seconds. Its first event must come within
    ``greeting_s``. One that speaks but takes nothing of what is sent to it for ``deaf_s`` is given
    up; as long as it takes something, however slowly, it is not.
    """

    heartbeat_s: float = 5.0
    greeting_s: float = 10.0
    deaf_s: float = 30.0


PATIENCE = Patience()

_DEAF = Fault("The server stopped reading what is sent to it.", retry=True)
_SPEECHLESS = Fault("The server took the call and said nothing.", retry=True)
_FAILED_INSIDE = "The connection failed for a reason of our own; the log file has more."

_log = logging.getLogger(__name__)


class Tap(Protocol):
    """Looks at what goes over the wire: ``size`` in bytes of the frame, ``at`` monotonic seconds.

    What becomes of the wire itself is received as well, with a size of 0.
    """

    def sent(self, event: ClientEffect, size: int, at: float) -> None:
        """An event has been written to the connection."""
        ...

    def received(self, event: ConnectionEvent | ServerEvent, size: int, at: float) -> None:
        """An event has been read from it."""
        ...


class Link:
    """One connection. Posts how it opened, every server event, and how it ended; then nothing."""

    def __init__(
        self,
        post: Callable[[Event], None],
        source: EndpointSource,
        now: Callable[[], float],
        patience: Patience,
        tap: Tap | None,
    ) -> None:
        self._post = post
        self._source = source
        self._now = now
        self._patience = patience
        self._tap = tap
        self._secret: Secret | None = None
        self._outgoing = asyncio.Queue[ClientEffect]()
        self._waiting_samples = 0
        self._numbers = itertools.count(1)
        self._ending = asyncio.Event()
        self._open = False
        self._retired = False
        self._task: asyncio.Task[None] | None = None

    def start(self, settings: Settings, previous: "Link | None") -> None:
        """Begin to connect, once the previous connection is closed; returns at once."""
        self._task = asyncio.create_task(self._run(settings, previous))

    def send(self, effect: ClientEffect) -> None:
        """Queue one client event; dropped while the connection is not open."""
        if not self._open or self._retired:
            return
        self._waiting_samples += _samples(effect)
        if self._waiting_samples > WAITING_SAMPLES:
            self._ending.set()
            return
        self._outgoing.put_nowait(effect)

    def retire(self) -> None:
        """From now on post nothing and send nothing."""
        self._retired = True

    async def close(self) -> None:
        """Close the connection; returns when it is closed, and posts nothing."""
        self.retire()
        if self._task is None:
            return
        if self._open:
            self._ending.set()
        else:
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
        self._secret = endpoint.secret
        # aiohttp takes a third of a second to import: not on the loop.
        await asyncio.to_thread(importlib.import_module, "tui_voice.realtime.handshake")
        from tui_voice.realtime.handshake import open_socket

        async with open_socket(endpoint, heartbeat_s=self._patience.heartbeat_s) as socket:
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
        """Read and write until one side ends it, or too much waits to be written."""
        writing = asyncio.create_task(self._write(socket))
        reading = asyncio.create_task(self._read(socket))
        ending = asyncio.create_task(self._ending.wait())
        tasks = (writing, reading, ending)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
            if writing.done():
                with contextlib.suppress(TimeoutError):
                    writing.result()
            await socket.close()
            return ConnectionLost(None, _DEAF.message, _DEAF.retry, self._now())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, socket: "Socket") -> NoReturn:
        """One writer, so that events leave in the order they were sent.

        Raises ``TimeoutError`` where the server takes nothing of them.
        """
        while True:
            effect = await self._outgoing.get()
            text = encode(effect, f"event_{next(self._numbers)}")
            async with asyncio.timeout(self._patience.deaf_s):
                await socket.send(text)
            if self._tap is not None:
                self._tap.sent(effect, len(text), self._now())
            self._waiting_samples -= _samples(effect)

    async def _read(self, socket: "Socket") -> ConnectionLost:
        from tui_voice.realtime.socket import Closed

        last: ServerEvent | None = None
        try:
            async with asyncio.timeout(self._patience.greeting_s):
                frame = await socket.receive()
        except TimeoutError:
            return ConnectionLost(None, _SPEECHLESS.message, _SPEECHLESS.retry, self._now())
        repeats = Repeats()
        while not isinstance(frame, Closed):
            if len(frame) <= LONGEST_FRAME and repeats.knows(frame):
                last = ServerEventUnknown("", "the same event again")
            else:
                last = decode(frame, self._now())
            self._say(last, _size(frame))
            frame = await socket.receive()
        if frame.unread:
            self._say(ServerEventUnknown("", frame.unread))
        # A server that says why before it hangs up is believed over its close code.
        reason = known(last.code) if isinstance(last, ServerFailed) else None
        fault = reason or of_close(frame.code, frame.reason)
        return ConnectionLost(frame.code, fault.message, fault.retry, self._now())

    def _say(self, event: ConnectionEvent | ServerEvent, size: int = 0) -> None:
        if self._retired:
            return
        if self._secret and isinstance(event, ConnectionRefused | ConnectionLost | ServerFailed):
            # A server may quote what it does not like.
            event = replace(event, message=self._secret.hidden_in(event.message))
        if self._tap is not None:
            self._tap.received(event, size, self._now())
        self._post(event)


def _size(frame: str | bytes) -> int:
    """Bytes of a frame. Nearly all that servers send is ASCII, and is not copied to be counted."""
    if isinstance(frame, str) and not frame.isascii():
        return len(frame.encode())
    return len(frame)


def _samples(effect: ClientEffect) -> int:
    return len(effect.pcm) // 2 if isinstance(effect, AppendAudio) else 0

"""A scripted peer of the Realtime protocol: expects this, emits that, in process.

Each connection plays the next script. A step that is not reached, or an event that is not the
expected one, fails the test when the server is left.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Expect:
    """The next client event is of this type and has (at least) these fields."""

    type: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Emit:
    """Send this event (or text as it is)."""

    event: Mapping[str, Any] | str


@dataclass(frozen=True)
class Close:
    """Close with this code."""

    code: int
    reason: str = ""


@dataclass(frozen=True)
class Reset:
    """Drop the TCP connection without a word."""


Step = Expect | Emit | Close | Reset
Script = list[Step]


def expect(type: str, **fields: Any) -> Expect:
    return Expect(type, fields)


def emit(type: str, **fields: Any) -> Emit:
    return Emit({"type": type, "event_id": "event_of_server", **fields})


@dataclass
class Call:
    """One connection as the server saw it."""

    protocols: tuple[str, ...]
    headers: Mapping[str, str]
    query: Mapping[str, str]
    received: list[dict[str, Any]] = field(default_factory=list)
    clean: bool = False
    """The client closed it with a close frame."""


class RealtimeServer:
    """Listens on a free loopback port while its ``async with`` lasts.

    ``ignore`` names client events that no step waits for. ``secrets`` is what the secrets route
    answers: a status and a body, or None where there is no such route.
    """

    def __init__(
        self,
        *scripts: Script,
        ignore: Sequence[str] = (),
        secrets: tuple[int, Mapping[str, Any]] | None = None,
        subprotocols: Sequence[str] = ("realtime",),
        refuse: web.Response | None = None,
    ) -> None:
        self.calls: list[Call] = []
        self.minted: list[tuple[Mapping[str, str], dict[str, Any]]] = []
        self.base_url = ""
        self._scripts = [list(script) for script in scripts]
        self._ignore = frozenset(ignore)
        self._secrets = secrets
        self._subprotocols = tuple(subprotocols)
        self._refuse = refuse
        self._failures: list[str] = []
        self._progress = asyncio.Condition()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v1/realtime", self._socket)
        if self._secrets is not None:
            app.router.add_post("/v1/realtime/client_secrets", self._client_secrets)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        if kind is None:
            assert not self._failures, self._failures
            assert not any(self._scripts), f"steps not reached: {self._scripts}"

    async def finished(self, timeout_s: float = TIMEOUT_S) -> None:
        """Returns when every step of every script has been played (or one has failed)."""
        async with self._progress:
            await asyncio.wait_for(
                self._progress.wait_for(lambda: self._failures or not any(self._scripts)),
                timeout_s,
            )

    async def heard(self, count: int) -> None:
        """Returns when the last connection has sent that many events."""
        async with self._progress:
            await asyncio.wait_for(
                self._progress.wait_for(lambda: len(self.calls[-1].received) >= count), TIMEOUT_S
            )

    async def hung_up(self, call: int = -1) -> None:
        """Returns when the client has closed that connection."""
        async with self._progress:
            await asyncio.wait_for(
                self._progress.wait_for(lambda: self.calls and self.calls[call].clean), TIMEOUT_S
            )

    async def _client_secrets(self, request: web.Request) -> web.Response:
        assert self._secrets is not None
        status, body = self._secrets
        self.minted.append((dict(request.headers), await request.json()))
        return web.json_response(body, status=status)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        call = Call(
            protocols=tuple(p.strip() for p in offered.split(",") if p.strip()),
            headers=dict(request.headers),
            query=dict(request.query),
        )
        self.calls.append(call)
        if self._refuse is not None:
            return self._refuse
        socket = web.WebSocketResponse(protocols=self._subprotocols, max_msg_size=0)
        await socket.prepare(request)
        played = len(self.calls) - 1
        script = self._scripts[played] if played < len(self._scripts) else []
        while script and not self._failures:
            await self._play(script[0], call, socket, request)
            script.pop(0)
            await self._tell()
        while isinstance(await self._hear(call, socket), dict):
            pass
        await self._tell()
        return socket

    async def _play(
        self, step: Step, call: Call, socket: web.WebSocketResponse, request: web.Request
    ) -> None:
        match step:
            case Emit(str(text)):
                await socket.send_str(text)
            case Emit(event):
                await socket.send_json(event)
            case Close(code, reason):
                await socket.close(code=code, message=reason.encode())
            case Reset():
                assert request.transport is not None
                request.transport.abort()
            case Expect(kind, fields):
                heard = await self._next_of_interest(call, socket)
                if heard is None or heard["type"] != kind or not _within(fields, heard):
                    self._failures.append(f"expected {step}, heard {heard}")

    async def _next_of_interest(
        self, call: Call, socket: web.WebSocketResponse
    ) -> dict[str, Any] | None:
        while (heard := await self._hear(call, socket)) and heard["type"] in self._ignore:
            pass
        return heard

    async def _hear(self, call: Call, socket: web.WebSocketResponse) -> dict[str, Any] | None:
        message = await socket.receive()
        if message.type is WSMsgType.TEXT:
            call.received.append(message.json())
            return call.received[-1]
        call.clean = message.type is WSMsgType.CLOSE
        return None

    async def _tell(self) -> None:
        async with self._progress:
            self._progress.notify_all()


def _within(fields: Mapping[str, Any], heard: Mapping[str, Any]) -> bool:
    return all(
        _within(value, heard.get(name, {}))
        if isinstance(value, Mapping)
        else heard.get(name) == value
        for name, value in fields.items()
    )

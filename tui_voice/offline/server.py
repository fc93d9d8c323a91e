"""The HTTP side: the WebSocket route and the route that hands out ephemeral secrets."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from aiohttp import WSCloseCode, WSMsgType, web

from tui_voice.offline.access import Access, http_error
from tui_voice.offline.opening import Opening, secret_lasts_s
from tui_voice.offline.output import Emit
from tui_voice.offline.parts import Parts
from tui_voice.offline.protocol import Event, ProtocolError, error_event, packed
from tui_voice.offline.session import Session
from tui_voice.offline.session_config import INSTRUCTIONS, INSTRUCTIONS_FOR_MODELS

MAX_SESSION_S = 3600.0
"""OpenAI ends a session after an hour, and so does this server, unless told otherwise."""

_MAX_FRAME_BYTES = 21 * 1024 * 1024
"""OpenAI takes 15 MiB of sound in one append: 20 MiB of base64, and what is around them."""

_PATIENCE_S = 20.0
# A client that sends a recording may wait for a long turn to be recognised, its pongs behind it.
_HEARTBEAT_S = 300.0
_CLOSE_S = 0.5  # how long a client may take to answer a goodbye


@dataclass(slots=True)
class OfflineServer:
    """The routes, and what they share."""

    parts: Parts
    pace: float = 4.0
    """How many times faster than it is heard the sound of an answer is sent."""
    models: frozenset[str] | None = None
    """The model names that are accepted; ``None``: all."""
    max_session_s: float = MAX_SESSION_S
    """How long a session may last."""
    token: str | None = None
    """The API key that clients need; ``None``: any, or none."""
    max_connections: int = 100
    patience_s: float = _PATIENCE_S
    """How long a client may leave what it is sent unread, once all buffers are full."""
    _access: Access = field(init=False)
    _opening: Opening = field(init=False)
    _sockets: set[web.WebSocketResponse] = field(default_factory=set[web.WebSocketResponse])

    def __post_init__(self) -> None:
        self._access = Access(self.token)
        has_model = self.parts.language_model is not None
        instructions = INSTRUCTIONS_FOR_MODELS if has_model else INSTRUCTIONS
        self._opening = Opening(instructions, self.models, self.max_session_s)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._sockets)

    def app(self) -> web.Application:
        """Build the application; it starts and ends the shared recogniser."""
        app = web.Application()
        app.router.add_get("/v1/realtime", self._realtime)
        app.router.add_post("/v1/realtime/client_secrets", self._client_secrets)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._hang_up)
        app.on_cleanup.append(self._stop)
        return app

    async def _start(self, _app: web.Application) -> None:
        await self.parts.start()

    async def _hang_up(self, _app: web.Application) -> None:
        for socket in [each for each in self._sockets if each.prepared]:
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server ends")

    async def _stop(self, _app: web.Application) -> None:
        await self.parts.close()

    async def _realtime(self, request: web.Request) -> web.StreamResponse:
        refused = self._access.refusal(request)
        if refused:
            return refused
        if self.connections >= self.max_connections:
            return http_error(503, "The server has all the clients it takes.", "server_busy")
        # Without compression a frame is written in one go, so answers and transcripts of one
        # session may be sent by different tasks.
        socket = web.WebSocketResponse(
            protocols=("realtime",),
            max_msg_size=_MAX_FRAME_BYTES,
            decode_text=False,  # JSON is read from bytes; decoding 15 MB first would hold the loop
            compress=False,
            heartbeat=_HEARTBEAT_S,
            timeout=_CLOSE_S,
        )
        self._sockets.add(socket)
        try:
            await socket.prepare(request)
            await self._hold(socket, request)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _hold(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        """Hold a session with a client that was let in."""
        emit = self._emitter(request, socket)
        secret = self._access.secret(request)
        try:
            config = self._opening.first(request.query, secret and secret.session)
        except ProtocolError as refusal:
            await emit(error_event(refusal, None))
            await socket.close(code=4000, message=f"{refusal.kind}.{refusal.code}".encode())
            return
        named = secret or {"model", "deployment", "intent"} & request.query.keys()
        session = Session(config, self.parts, emit, pace=self.pace, kind_is_open=not named)
        try:
            async with asyncio.timeout(self.max_session_s):
                await _converse(socket, session)
        except TimeoutError:
            await session.close()
            await emit(error_event(_expired(self.max_session_s), None))
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"session expired")
        finally:
            await session.close()

    def _emitter(self, request: web.Request, socket: web.WebSocketResponse) -> Emit:
        """Send events to a client, and let one go that no longer reads them."""

        async def emit(server_event: Event) -> None:
            if socket.closed:
                return
            try:
                async with asyncio.timeout(self.patience_s):
                    await socket.send_frame(packed(server_event), WSMsgType.TEXT)
            except TimeoutError:
                if request.transport:
                    request.transport.abort()
            except ConnectionError:
                pass  # the client went away, and its session ends as soon as that is read

        return emit

    async def _client_secrets(self, request: web.Request) -> web.Response:
        refused = self._access.refusal(request)
        if refused:
            return refused
        try:
            body: object = await request.json() if request.can_read_body else {}
        except ValueError:
            return http_error(400, "The body is not valid JSON.", "invalid_json")
        if not isinstance(body, dict):
            return http_error(400, "The body must be a JSON object.", "invalid_request_error")
        asked = cast("dict[str, Any]", body)
        try:
            session = self._opening.of_secret(asked.get("session"))
            seconds = secret_lasts_s(asked.get("expires_after"))
        except ProtocolError as error:
            return http_error(400, error.message, str(error.code))
        secret = self._access.mint(session, seconds)
        return web.json_response(asdict(secret))


async def _converse(socket: web.WebSocketResponse, session: Session) -> None:
    await session.open()
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            await session.take(message.data)
        elif message.type is WSMsgType.BINARY:
            await session.refuse("A binary frame is no event. Send JSON as text.")


def _expired(after_s: float) -> ProtocolError:
    length = f"{after_s / 60:g} minutes" if after_s >= 60 else f"{after_s:g} seconds"
    return ProtocolError(
        f"Your session hit the maximum duration of {length}.", code="session_expired"
    )

"""The HTTP side: the WebSocket route and the route that hands out ephemeral secrets."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import WSCloseCode, WSMsgType, web

from tui_voice.offline.checks import invalid
from tui_voice.offline.parts import Parts
from tui_voice.offline.protocol import Event, ProtocolError, error_event, new_id
from tui_voice.offline.session import Session
from tui_voice.offline.session_config import (
    INSTRUCTIONS_FOR_MODELS,
    Config,
    default_config,
    merge,
)

MAX_SESSION_S = 3600.0
"""OpenAI ends a session after an hour, and so does this server, unless told otherwise."""

_MAX_FRAME_BYTES = 16 * 1024 * 1024
_MAX_SECRETS = 1000
_DEFAULT_MODEL = "gpt-realtime"
_DEFAULT_EXPIRY_S = 600
_SHORTEST_EXPIRY_S, _LONGEST_EXPIRY_S = 10, 7200
_CLOSE_S = 0.5  # how long a client may take to answer a goodbye
_INSECURE_KEY = "openai-insecure-api-key."


@dataclass(frozen=True, slots=True)
class _Secret:
    expires_at: int
    session: Config


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
    _secrets: dict[str, _Secret] = field(default_factory=dict[str, _Secret])
    _sockets: set[web.WebSocketResponse] = field(default_factory=set[web.WebSocketResponse])

    def app(self) -> web.Application:
        """Build the application; it starts and ends the shared recogniser."""
        app = web.Application(client_max_size=_MAX_FRAME_BYTES)
        app.router.add_get("/v1/realtime", self._realtime)
        app.router.add_post("/v1/realtime/client_secrets", self._client_secrets)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._hang_up)
        app.on_cleanup.append(self._stop)
        return app

    async def _start(self, _app: web.Application) -> None:
        await self.parts.start()

    async def _hang_up(self, _app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server ends")

    async def _stop(self, _app: web.Application) -> None:
        await self.parts.close()

    async def _realtime(self, request: web.Request) -> web.StreamResponse:
        config = self._first_config(request)
        if isinstance(config, web.Response):
            return config
        # Without compression a frame is written in one go, so answers and transcripts of one
        # session may be sent by different tasks.
        socket = web.WebSocketResponse(
            protocols=("realtime",),
            max_msg_size=_MAX_FRAME_BYTES,
            compress=False,
            heartbeat=30,
            timeout=_CLOSE_S,
        )
        await socket.prepare(request)

        async def emit(server_event: Event) -> None:
            if not socket.closed:
                await socket.send_str(json.dumps(server_event))

        refusal = self._refusal(str(config["model"]))
        if refusal:
            await emit(error_event(refusal, None))
            await socket.close(code=4000, message=f"{refusal.kind}.{refusal.code}".encode())
            return socket
        session = Session(config, self.parts, emit, pace=self.pace)
        self._sockets.add(socket)
        try:
            async with asyncio.timeout(self.max_session_s):
                await _converse(socket, session)
        except TimeoutError:
            await session.close()
            await emit(error_event(_expired(self.max_session_s), None))
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"session expired")
        except ConnectionError:
            pass  # the client went away while something was being sent
        finally:
            self._sockets.discard(socket)
            await session.close()
        return socket

    def _first_config(self, request: web.Request) -> Config | web.Response:
        """The settings a session begins with: those of its secret, or the defaults."""
        secret = self._secrets.get(_credential(request))
        if secret and secret.expires_at <= time.time():
            return _http_error(401, "The client secret has expired.", "invalid_api_key")
        session = secret.session if secret else self._default_config(_DEFAULT_MODEL)
        model = request.query.get("model") or request.query.get("deployment") or session["model"]
        fresh = {"id": new_id("sess"), "expires_at": int(time.time() + self.max_session_s)}
        return {**session, **fresh, "model": model}

    def _default_config(self, model: str) -> Config:
        config = default_config(model, new_id("sess"), expires_at=0)
        if self.parts.language_model:
            config["instructions"] = INSTRUCTIONS_FOR_MODELS
        return config

    def _refusal(self, model: str) -> ProtocolError | None:
        if self.models is None or model in self.models:
            return None
        return ProtocolError(
            f"The model `{model}` does not exist or you do not have access to it.",
            code="model_not_found",
        )

    async def _client_secrets(self, request: web.Request) -> web.Response:
        try:
            body: object = await request.json() if request.can_read_body else {}
        except ValueError:
            return _http_error(400, "The body is not valid JSON.", "invalid_json")
        if not isinstance(body, dict):
            return _http_error(400, "The body must be a JSON object.", "invalid_request_error")
        asked = cast("dict[str, Any]", body)
        try:
            wanted = asked.get("session") or {"type": "realtime"}
            if not isinstance(wanted, dict):
                raise invalid("session", "an object")
            wanted = cast("Config", wanted)
            model = str(wanted.get("model") or _DEFAULT_MODEL)
            session = merge(self._default_config(model), wanted, audio_given=False)
            seconds = _expiry_s(asked.get("expires_after"))
        except ProtocolError as error:
            return _http_error(400, error.message, str(error.code))
        expires_at = int(time.time()) + seconds
        value = f"ek_{secrets.token_hex(16)}"
        self._remember(value, _Secret(expires_at, session))
        return web.json_response({"value": value, "expires_at": expires_at, "session": session})

    def _remember(self, value: str, secret: _Secret) -> None:
        self._secrets[value] = secret
        while len(self._secrets) > _MAX_SECRETS:
            del self._secrets[next(iter(self._secrets))]


async def _converse(socket: web.WebSocketResponse, session: Session) -> None:
    await session.open()
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            await session.take(message.data)
        elif message.type is WSMsgType.BINARY:
            await socket.close(code=WSCloseCode.UNSUPPORTED_DATA, message=b"text only")


def _expired(after_s: float) -> ProtocolError:
    length = f"{after_s / 60:g} minutes" if after_s >= 60 else f"{after_s:g} seconds"
    return ProtocolError(
        f"Your session hit the maximum duration of {length}.", code="session_expired"
    )


def _credential(request: web.Request) -> str:
    offered = request.headers.get("Sec-WebSocket-Protocol", "")
    for protocol in offered.split(","):
        if protocol.strip().startswith(_INSECURE_KEY):
            return protocol.strip().removeprefix(_INSECURE_KEY)
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _expiry_s(asked: object) -> int:
    fields = cast("dict[str, Any]", asked) if isinstance(asked, dict) else {}
    seconds = fields.get("seconds", _DEFAULT_EXPIRY_S)
    if not isinstance(seconds, int) or not _SHORTEST_EXPIRY_S <= seconds <= _LONGEST_EXPIRY_S:
        raise ProtocolError(
            "Invalid value for 'expires_after.seconds': expected an integer from "
            f"{_SHORTEST_EXPIRY_S} to {_LONGEST_EXPIRY_S}.",
            code="invalid_value",
            param="expires_after.seconds",
        )
    return seconds


def _http_error(status: int, message: str, code: str) -> web.Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return web.json_response({"error": error}, status=status)

"""Opening the WebSocket, and saying in words why it did not open."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from dataclasses import replace

import aiohttp
import msgspec

from tui_voice.realtime import wire
from tui_voice.realtime.endpoint import Endpoint
from tui_voice.realtime.errors import UnreachableError, of_status, plain
from tui_voice.realtime.socket import Socket

HANDSHAKE_S = 10.0
"""Longest wait for the server to take the call."""

LARGEST_FRAME_BYTES = 128 * 1024 * 1024
"""What is taken into memory as one frame; more ends the connection as soon as its length is known,
as even a frame above aiohttp's usual 4 MiB would. Servers send a tenth of a second of sound at a
time, and OpenAI takes no more than 15 MiB in one event itself. It is far above what we would act on
(``decode.LONGEST_FRAME``), so that a frame that is merely absurd is passed over and costs no
connection."""

UNSENT_BYTES = 32 * 1024
"""Half a second of speech: what the system may take of us and not yet have sent. With the 64 KiB
of the event loop it leaves in a second and a half over a line that is only just fast enough for
speech (64 kB a second)."""

_LONGEST_BODY = 16_384
_SWITCHING = 101


@contextlib.asynccontextmanager
async def open_socket(
    endpoint: Endpoint, *, heartbeat_s: float, handshake_s: float = HANDSHAKE_S
) -> AsyncGenerator[Socket]:
    """The open socket of one connection; closed cleanly, within about a second, on leaving.

    It ends by itself after ``heartbeat_s`` of silence and half of it again without a pong.
    Raises ``UnreachableError`` with the reason where it does not open.
    """
    session = aiohttp.ClientSession(
        trust_env=not endpoint.loopback, trace_configs=[_inspection(endpoint.server)]
    )
    async with session:
        try:
            response = await _open(session, endpoint, handshake_s, heartbeat_s)
        except UnreachableError as refusal:
            if refusal.fault.retry or not endpoint.other_url:
                raise
            other = replace(endpoint, url=endpoint.other_url)
            response = await _open(session, other, handshake_s, heartbeat_s)
        socket = Socket(response)
        try:
            yield socket
        finally:
            await socket.close()


async def _open(
    session: aiohttp.ClientSession, endpoint: Endpoint, handshake_s: float, heartbeat_s: float
) -> aiohttp.ClientWebSocketResponse:
    server = endpoint.server
    try:
        async with asyncio.timeout(handshake_s):
            response = await session.ws_connect(
                # aiohttp finds a proxy by the URL's scheme, and nobody sets WSS_PROXY.
                endpoint.url.replace("ws", "http", 1),
                protocols=endpoint.protocols,
                headers=endpoint.headers,
                heartbeat=heartbeat_s,
                max_msg_size=LARGEST_FRAME_BYTES,
                # Its own farewell may take ten seconds; ours is bounded.
                autoclose=False,
            )
            _send_pings_soon(response)
            return response
    except TimeoutError:
        words = f"{server} did not answer within {handshake_s:g} seconds: check the network."
        raise UnreachableError(words, retry=True) from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise _refusal(server, error) from None


def _send_pings_soon(response: aiohttp.ClientWebSocketResponse) -> None:
    """Keep what lies before a ping short.

    Linux and macOS take megabytes into their own keeping, which a slow line carries for longer than
    a pong may take: a connection over which a long recording is told would be taken for a dead one.
    Windows takes little and has no such option.
    """
    sock = response.get_extra_info("socket")
    if sock is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def _refusal(server: str, error: Exception) -> UnreachableError:
    retry = True
    match error:
        case aiohttp.ClientSSLError():
            words = f"No secure connection to {server}: its TLS or certificate is not accepted."
            words += " Check the base URL (http or https?) and the clock."
            retry = False
        case aiohttp.ClientHttpProxyError() | aiohttp.ClientProxyConnectionError():
            words = f"The proxy gives no way to {server}: check HTTPS_PROXY."
        case aiohttp.ClientConnectorDNSError():
            words = f"There is no server named {server}: check the base URL and DNS."
        case aiohttp.ClientConnectorError():
            words = f"Nothing answers at {server}: check that it runs, and the base URL."
        case aiohttp.ClientResponseError():
            words, retry = _not_realtime(server), False
        case aiohttp.ClientError() | OSError():
            words = f"{server} broke off the connection before it was open."
        case _:
            words, retry = f"{server} cannot be connected to: check the base URL.", False
    return UnreachableError(words, retry=retry)


def _not_realtime(server: str) -> str:
    return f"{server} is not a Realtime server: check the base URL."


def _inspection(server: str) -> aiohttp.TraceConfig:
    """Looks at the answer to the handshake while its body can still be read.

    ``ws_connect`` itself drops the body, in which the server says why, and cannot tell a server
    that agreed on no subprotocol (common and harmless) from one that chose a foreign one.
    """

    async def answered(
        _session: aiohttp.ClientSession, _context: object, trace: aiohttp.TraceRequestEndParams
    ) -> None:
        answer = trace.response
        if answer.status != _SWITCHING:
            code, message = _said(await answer.content.read(_LONGEST_BODY))
            fault = of_status(server, answer.status, code, message)
            raise UnreachableError(fault.message, retry=fault.retry)
        chosen = answer.headers.get("Sec-WebSocket-Protocol")
        if chosen and chosen not in trace.headers.get("Sec-WebSocket-Protocol", "").split(","):
            words = f"{_not_realtime(server)} It chose the protocol “{plain(chosen)}”."
            raise UnreachableError(words, retry=False)

    async def redirected(
        _session: aiohttp.ClientSession, _context: object, _: aiohttp.TraceRequestRedirectParams
    ) -> None:
        # The secret would travel along to wherever the answer points.
        words = f"{server} sends the connection elsewhere: set the base URL to its new address."
        raise UnreachableError(words, retry=False)

    config = aiohttp.TraceConfig()
    config.on_request_end.append(answered)
    config.on_request_redirect.append(redirected)
    return config


def _said(body: bytes) -> tuple[str, str]:
    """The code and words of a JSON error body, both empty for any other body."""
    try:
        failure = msgspec.json.decode(body, type=wire.ErrorFrame).error
    except (ValueError, RecursionError):
        return "", ""
    return "" if failure.code is None else str(failure.code), failure.message or ""

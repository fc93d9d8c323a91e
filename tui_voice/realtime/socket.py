"""An open WebSocket: text out, text in, and how it ended."""

import asyncio
import contextlib
from dataclasses import dataclass

from aiohttp import ClientError, ClientWebSocketResponse, WebSocketError, WSCloseCode, WSMsgType

_CLOSE_S = 1.0
"""Longest wait for the other side's close frame; aiohttp's own is ten seconds."""

_NO_STATUS = 1005
_ABNORMAL = 1006


@dataclass(frozen=True, slots=True)
class Closed:
    """The end of a connection: the close frame's code and reason, or 1005 and 1006 without one.

    ``unread`` says what was wrong with a frame that could not be taken, and so ended it.
    """

    code: int
    reason: str = ""
    unread: str = ""


class Socket:
    """aiohttp's WebSocket, without its traps."""

    def __init__(self, response: ClientWebSocketResponse) -> None:
        self._response = response

    async def send(self, text: bytes) -> None:
        """Send one text frame of UTF-8; waits while the server is slow.

        Once the connection is closed it does nothing: how it ended is told by ``receive``.
        """
        with contextlib.suppress(ClientError, ConnectionError):
            await self._response.send_frame(text, WSMsgType.TEXT)

    async def receive(self) -> str | bytes | Closed:
        """The next frame, or how the connection ended."""
        message = await self._response.receive()
        match message.type:
            case WSMsgType.TEXT | WSMsgType.BINARY:
                return message.data
            case WSMsgType.CLOSE:
                # A close frame without a code reads as 0.
                return Closed(message.data or _NO_STATUS, message.extra or "")
            case WSMsgType.ERROR:
                # No pong came, or the server broke RFC 6455: aiohttp's own code for the latter is
                # not the server's, and a new connection may well be understood.
                return Closed(_ABNORMAL, unread=_unread(message.data))
            case _:
                return Closed(self._code_without_a_close_frame())

    async def close(self) -> None:
        """Say goodbye and wait, a little, for the answer.

        A ``receive`` that waits meanwhile must not be cancelled before: aiohttp would then drop
        the TCP connection with the close frame, and a reset may overtake it.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await self._response.close()

    def _code_without_a_close_frame(self) -> int:
        # aiohttp says 1000 where the peer hung up without a word.
        code = self._response.close_code
        return _ABNORMAL if code in (None, 1000) else code


def _unread(problem: object) -> str:
    too_big = isinstance(problem, WebSocketError) and problem.code == WSCloseCode.MESSAGE_TOO_BIG
    return "longer than what is taken into memory" if too_big else ""

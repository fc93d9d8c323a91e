"""A transport at work, and servers that are worse than any fake."""

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from tests.fakes.inbox import Inbox
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoint, Endpoints, EndpointSource
from tui_voice.realtime.link import PATIENCE, Patience
from tui_voice.realtime.local_server import LocalServer
from tui_voice.session.events import Credential

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def talking(
    environ: Mapping[str, str] | None = None,
    source: EndpointSource | None = None,
    patience: Patience = PATIENCE,
) -> AsyncGenerator[tuple[RealtimeTransport, Inbox]]:
    """A transport and the inbox it posts to; disconnected at the end."""
    inbox = Inbox()
    source = source or Endpoints(Credentials(environ or {}), LocalServer())
    transport = RealtimeTransport(inbox.post, source, time.monotonic, patience)
    try:
        yield transport, inbox
    finally:
        await transport.disconnect()


def endpoint_at(base_url: str) -> Endpoint:
    return Endpoint(
        url=base_url.replace("http", "ws") + "/realtime?model=m",
        protocols=("realtime",),
        headers={},
        server=base_url.removeprefix("http://").removesuffix("/v1"),
        loopback=True,
        offline=False,
        credential=Credential.NONE,
        note="",
    )


@asynccontextmanager
async def raw_server(behave: Behaviour) -> AsyncGenerator[str]:
    """A TCP server that does what it likes with each connection; yields its base URL."""
    tasks = set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await behave(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/v1"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def upgrade(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, subprotocol: str = "realtime"
) -> None:
    """Take the call as RFC 6455 says."""
    request = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(
        line.partition(": ")[2]
        for line in request.splitlines()
        if line.lower().startswith("sec-websocket-key:")
    )
    magic = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(magic.encode()).digest()).decode()
    writer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {subprotocol}\r\n\r\n".encode()
    )
    await writer.drain()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Returns when another process has come so far; it gives no event to wait for."""
    async with asyncio.timeout(10):
        while True:
            if await condition():
                return
            await asyncio.sleep(0)


async def forever() -> None:
    """Nothing more happens here."""
    await asyncio.Event().wait()

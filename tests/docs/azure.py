"""What stands for a resource of Azure: its name, its TLS, its path, its header.

A proxy leads there, as in many a firm, so that it is reached by the name that the page has.
"""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from aiohttp import web

from tests.e2e.relay import Relay
from tests.fakes.certificate import self_signed

HOST, KEY, DEPLOYMENT = "my-resource.openai.azure.com", "your-key", "my-deployment"
"""As the pages name them."""


class Azure:
    """Lets in who brings the key in its header and names the deployment; then the server talks."""

    def __init__(self, server: str) -> None:
        self._relay = Relay(server)
        self.visits = 0
        """How many were let in."""
        self.environment: dict[str, str] = {}
        """Variables of a machine that reaches it."""

    async def realtime(self, request: web.Request) -> web.StreamResponse:
        """The route of its sockets."""
        if request.headers.get("api-key") != KEY or "Authorization" in request.headers:
            raise web.HTTPUnauthorized
        if request.query.get("model") != DEPLOYMENT:
            raise web.HTTPNotFound
        self.visits += 1
        return await self._relay.socket(request)


@asynccontextmanager
async def azure(server: str, folder: Path) -> AsyncGenerator[Azure]:
    """A resource whose deployment is that server of ours; ``folder`` has room for a certificate."""
    resource = Azure(server)
    certificate = await asyncio.to_thread(self_signed, folder, f"DNS:{HOST}")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    app = web.Application()
    app.router.add_get("/openai/v1/realtime", resource.realtime)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    proxy = await asyncio.start_server(partial(_lead, runner.addresses[0][1]), "127.0.0.1", 0)
    resource.environment = {
        "HTTPS_PROXY": f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}",
        "SSL_CERT_FILE": str(certificate),
        "TUI_VOICE_BASE_URL": "",  # the page says where
    }
    try:
        yield resource
    finally:
        proxy.close()
        await runner.cleanup()


async def _lead(port: int, client: StreamReader, to_client: StreamWriter) -> None:
    """Connect one client of the proxy with that port; nobody else is to be reached."""
    asked = await client.readuntil(b"\r\n\r\n")
    if not asked.startswith(f"CONNECT {HOST}:443 ".encode()):
        to_client.close()
        return
    server, to_server = await asyncio.open_connection("127.0.0.1", port)
    to_client.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pass_on(client, to_server), _pass_on(server, to_client))


async def _pass_on(source: StreamReader, target: StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    target.close()

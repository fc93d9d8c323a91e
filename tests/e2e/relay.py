"""A relay between the app and a server of the protocol, which remembers what went by."""

import asyncio
import base64
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web


class Relay:
    """Everything that was said through it. ``url`` is what the app takes as ``--base-url``."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.url = ""
        self.connections = 0
        self.first_lasts_s: float | None = None
        """What the app is told of how long its first session may last, instead of the truth."""
        self.from_client: list[dict[str, Any]] = []
        self.from_server: list[dict[str, Any]] = []
        self._passed = asyncio.Condition()
        self._wires: list[asyncio.Transport] = []
        self.site: web.TCPSite | None = None

    def drop(self) -> None:
        """Break every connection there is, without a word."""
        for wire in self._wires:
            wire.abort()
        self._wires.clear()

    async def stop(self) -> None:
        """Take no more calls, and break those there are."""
        if self.site is not None:
            await self.site.stop()
        self.drop()

    async def until(self, holds: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Wait until what went by fulfils the condition. Raises ``TimeoutError``."""
        async with asyncio.timeout(timeout_s), self._passed:
            await self._passed.wait_for(holds)

    def sounds(self) -> dict[str, bytes]:
        """The PCM that the server sent, by item, in order."""
        sounds: dict[str, bytes] = {}
        for event in self.from_server:
            if event["type"] == "response.output_audio.delta":
                pcm = base64.b64decode(event["delta"])
                sounds[event["item_id"]] = sounds.get(event["item_id"], b"") + pcm
        return sounds

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """The client's events of that type."""
        return [event for event in self.from_client if event["type"] == kind]

    async def secrets(self, request: web.Request) -> web.Response:
        async with aiohttp.ClientSession() as session:
            address = f"{self._target}/realtime/client_secrets"
            async with session.post(address, data=await request.read()) as answer:
                return web.json_response(await answer.json(), status=answer.status)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        self.connections += 1
        app = web.WebSocketResponse(protocols=["realtime"], max_msg_size=0)
        await app.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        self._wires.append(request.transport)
        address = f"{self._target}/realtime?{request.query_string}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, protocols=["realtime"], max_msg_size=0) as server,
        ):
            there = asyncio.create_task(self._pass_on(app, server, self.from_client))
            back = asyncio.create_task(self._pass_on(server, app, self.from_server))
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            there.cancel()
            back.cancel()
        await app.close()
        return app

    async def _pass_on(self, source: Any, target: Any, memory: list[dict[str, Any]]) -> None:
        async for message in source:
            if message.type is aiohttp.WSMsgType.TEXT:
                event = json.loads(message.data)
                if event["type"] == "session.created" and self.first_lasts_s is not None:
                    event["session"]["expires_at"] = round(time.time() + self.first_lasts_s)
                    self.first_lasts_s = None
                await target.send_str(json.dumps(event))
                async with self._passed:
                    memory.append(event)
                    self._passed.notify_all()


@asynccontextmanager
async def offline_server(*arguments: str) -> AsyncIterator[str]:
    """The project's own server as a process of its own; its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", "serve", "--port", "0", "--json", *arguments,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            started = json.loads(await process.stdout.readline())
        yield started["url"]
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def relay(*arguments: str) -> AsyncIterator[Relay]:
    """A relay in front of an offline server, which is given the arguments."""
    async with offline_server(*arguments) as target:
        relaying = Relay(target)
        app = web.Application()
        app.router.add_get("/v1/realtime", relaying.socket)
        app.router.add_post("/v1/realtime/client_secrets", relaying.secrets)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        relaying.site = site
        host, port = runner.addresses[0][:2]
        relaying.url = f"http://{host}:{port}/v1"
        try:
            yield relaying
        finally:
            await runner.cleanup()

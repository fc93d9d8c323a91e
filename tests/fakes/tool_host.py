"""A proxy that gives the model a tool and hosts it: the client neither offers it nor answers."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

Event = dict[str, Any]


class ToolHost:
    """Stands before a server on a free loopback port while its ``async with`` lasts.

    It adds ``tool`` to each ``session.update`` of the client's, answers each call with ``output``,
    and asks for the response that follows.
    """

    def __init__(self, server_url: str, tool: Event, output: str) -> None:
        self.base_url = ""
        self.created: list[list[Event]] = []
        """The items that the client has put into each of its sessions."""
        self._server_url = server_url
        self._tool = tool
        self._output = output
        self._clients: set[asyncio.Transport] = set()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v1/realtime", self._carry)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def drop(self) -> None:
        """Break the client's connection without a word."""
        for client in self._clients:
            client.abort()

    async def _carry(self, request: web.Request) -> web.WebSocketResponse:
        client = web.WebSocketResponse(protocols=["realtime"])
        await client.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        self._clients.add(request.transport)
        self.created.append([])
        address = f"{self._server_url}/realtime?{request.query_string}"
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(address, protocols=["realtime"]) as server,
        ):
            ways = [
                asyncio.create_task(self._there(client, server)),
                asyncio.create_task(self._back(server, client)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
        self._clients.discard(request.transport)
        return client

    async def _there(
        self, client: web.WebSocketResponse, server: aiohttp.ClientWebSocketResponse
    ) -> None:
        async for message in client:
            event = message.json()
            if event["type"] == "session.update":
                event["session"]["tools"] = [self._tool]
            elif event["type"] == "conversation.item.create":
                self.created[-1].append(event["item"])
            await server.send_json(event)

    async def _back(
        self, server: aiohttp.ClientWebSocketResponse, client: web.WebSocketResponse
    ) -> None:
        async for message in server:
            await client.send_str(message.data)
            event = json.loads(message.data)
            if event["type"] == "response.done":
                await self._answer_calls(server, event["response"]["output"])

    async def _answer_calls(
        self, server: aiohttp.ClientWebSocketResponse, made: list[Event]
    ) -> None:
        calls = [item for item in made if item["type"] == "function_call"]
        for call in calls:
            output = {
                "type": "function_call_output",
                "call_id": call["call_id"],
                "output": self._output,
            }
            await server.send_json({"type": "conversation.item.create", "item": output})
        if calls:
            await server.send_json({"type": "response.create"})

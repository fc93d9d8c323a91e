"""A client of the protocol in forty lines, sharing nothing with the project's own."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import numpy as np
from aiohttp import web
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from tui_voice.offline.parts import Parts
from tui_voice.offline.server import OfflineServer

Event = dict[str, Any]

RATE_HZ = 24000
_TIMEOUT_S = 30.0
_SERVER_EVENT: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)


class Talk:
    """One connection; every event it receives is checked against the openai package's types."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.received: list[Event] = []

    async def send(self, type_: str, **fields: Any) -> None:
        await self.socket.send_json({"type": type_, **fields})

    async def receive(self) -> Event:
        event = json.loads((await self.socket.receive(timeout=_TIMEOUT_S)).data)
        _SERVER_EVENT.validate_python(event)
        self.received.append(event)
        return event

    async def until(self, type_: str) -> Event:
        """Read on to the next event of this type."""
        while (event := await self.receive())["type"] != type_:
            assert event["type"] != "error", event
        return event

    async def error(self, type_: str, **fields: Any) -> Event:
        """Send what must be refused, and return the error's details."""
        await self.send(type_, **fields)
        event = await self.receive()
        assert event["type"] == "error", event
        return event["error"]

    async def configure(self, **session: Any) -> Event:
        await self.send("session.update", session={"type": "realtime", **session})
        return (await self.until("session.updated"))["session"]

    async def turns(self, turn_detection: dict[str, Any] | None, **input_audio: Any) -> None:
        """Choose who ends a turn, and have turns transcribed."""
        input_audio.setdefault("transcription", {"model": "gpt-realtime-whisper"})
        await self.configure(audio={"input": {"turn_detection": turn_detection, **input_audio}})

    async def type(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "role": "user", "content": content}
        await self.send("conversation.item.create", item=item)

    async def ask(self, text: str) -> Event:
        """Type a question and return the whole answer's ``response``."""
        await self.type(text)
        await self.send("response.create")
        return (await self.until("response.done"))["response"]

    async def speak(self, pcm: bytes, chunk_ms: int = 200) -> None:
        size = chunk_ms * RATE_HZ * 2 // 1000
        for start in range(0, len(pcm), size):
            audio = base64.b64encode(pcm[start : start + size]).decode()
            await self.send("input_audio_buffer.append", audio=audio)

    def types(self) -> list[str]:
        return [event["type"] for event in self.received]

    def of(self, type_: str) -> list[Event]:
        return [event for event in self.received if event["type"] == type_]

    def sound(self) -> bytes:
        deltas = self.of("response.output_audio.delta")
        return b"".join(base64.b64decode(event["delta"]) for event in deltas)


@asynccontextmanager
async def serving(server: OfflineServer) -> AsyncIterator[str]:
    """Run a server in this process on a free port; yields its base URL."""
    runner = web.AppRunner(server.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def talking_to(url: str, model: str = "gpt-realtime-2.1") -> AsyncIterator[Talk]:
    """Connect to a server and read its greeting."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{url}/realtime?model={model}", protocols=["realtime"]) as socket,
    ):
        talk = Talk(socket)
        await talk.until("session.created")
        yield talk


@asynccontextmanager
async def talking(parts: Parts, pace: float = 1000.0) -> AsyncIterator[Talk]:
    """Run a server with these parts, connect to it, and read its greeting."""
    async with serving(OfflineServer(parts, pace=pace)) as url, talking_to(url) as talk:
        yield talk


async def knock(url: str, *protocols: str, **headers: str) -> int:
    """How the server answers somebody who wants to connect; 101 is a welcome."""
    async with aiohttp.ClientSession() as http:
        try:
            async with http.ws_connect(
                f"{url}/realtime?model=m", protocols=["realtime", *protocols], headers=headers
            ):
                return 101
        except aiohttp.WSServerHandshakeError as refusal:
            return refusal.status


def silence(ms: int) -> bytes:
    return bytes(ms * RATE_HZ // 1000 * 2)


def noise(ms: int, amplitude: float = 8000.0) -> bytes:
    """Loud enough for the energy gate to call it speech."""
    samples = np.random.default_rng(7).normal(0.0, amplitude, ms * RATE_HZ // 1000)
    return np.clip(samples, -32768, 32767).astype(np.int16).tobytes()

"""OpenAI-compatible model endpoints in process: they answer what they were told, and take notes."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


def words(*tokens: str) -> list[dict[str, Any]]:
    """The stream of an answer in words."""
    return [{"choices": [{"index": 0, "delta": {"content": token}}]} for token in tokens]


def tool_call(name: str, *arguments: str) -> list[dict[str, Any]]:
    """The stream of a tool call, its arguments in pieces."""
    first = {"index": 0, "id": "call_model", "function": {"name": name, "arguments": ""}}
    rest = [{"index": 0, "function": {"arguments": piece}} for piece in arguments]
    return [{"choices": [{"delta": {"tool_calls": [piece]}}]} for piece in [first, *rest]]


@dataclass
class ModelEndpoints:
    """Chat completions, transcriptions and speech at one base URL.

    Each question takes the next of ``answers``: a stream, or a status with a message. ``gates``
    are waited for before the piece of that number; before the one in ``breaks`` the connection is
    torn. ``sound`` is what is spoken, of ``sound_type``.
    """

    answers: list[Sequence[dict[str, Any]] | tuple[int, str]] = field(default_factory=list)
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    breaks: set[int] = field(default_factory=set[int])
    transcript: str | None = "what is seven times six"
    sound: bytes = bytes(4800)
    sound_type: str = "audio/pcm"
    asked: list[dict[str, Any]] = field(default_factory=list)
    spoken: list[dict[str, Any]] = field(default_factory=list)
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a question's connection was given up before its answer was over."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen on a free loopback port; yields the base URL."""
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/audio/transcriptions", self._transcribe)
        app.router.add_post("/v1/audio/speech", self._speak)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        finally:
            await runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers.get("Authorization"))
        self.asked.append(await request.json())
        answer = self.answers.pop(0)
        if isinstance(answer, tuple):
            status, message = answer
            return web.json_response({"error": {"message": message}}, status=status)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            for number, piece in enumerate(answer):
                if number in self.gates:
                    await self.gates[number].wait()
                if number in self.breaks and request.transport:
                    request.transport.abort()
                await response.write(f"data: {json.dumps(piece)}\n\n".encode())
            await response.write(b"data: [DONE]\n\n")
        except (asyncio.CancelledError, ConnectionError):
            self.left.set()
            raise
        return response

    async def _transcribe(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        self.heard.append((str(form["model"]), file.file.read()))
        if self.transcript is None:
            return web.json_response({"error": {"message": "no model loaded"}}, status=500)
        return web.json_response({"text": f" {self.transcript} "})

    async def _speak(self, request: web.Request) -> web.Response:
        self.spoken.append(await request.json())
        return web.Response(body=self.sound, content_type=self.sound_type)

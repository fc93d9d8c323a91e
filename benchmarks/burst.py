"""How soon a typed character is on the screen while a five-minute answer comes in five seconds.

The real program in a terminal, against a server in this process that speaks the protocol.
"""

import asyncio
import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

from benchmarks._pty import Terminal, program
from benchmarks.result import Result

ANSWER_S = 300
BURST_S = 5.0
CHUNK_MS = 200
WORDS_A_CHUNK = 0.5  # 150 words a minute
KEYS_HZ = 25
LIMIT = 2.0

IDLE_S = 10.0
LINE = 40
LETTERS = "jqvwxz"
WORD = "abcde "
"""The answer has none of the letters that are typed."""


class BurstingServer:
    """Answers ``response.create`` with sound and words, much faster than they can be heard."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.begun = threading.Event()

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("realtime",), max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"type": "session.created", "session": {"id": "s", "model": "m"}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            if json.loads(message.data)["type"] == "response.create":
                await self._burst(socket)
        return socket

    async def _burst(self, socket: web.WebSocketResponse) -> None:
        names: dict[str, Any] = {"response_id": "r", "item_id": "a"}
        item = {"id": "a", "type": "message", "role": "assistant", "content": []}
        await socket.send_json({"type": "response.created", "response": {"id": "r"}})
        await socket.send_json({"type": "response.output_item.added", **names, "item": item})
        await socket.send_json({"type": "conversation.item.added", "item": item})
        self.begun.set()
        sound = base64.b64encode(bytes(CHUNK_MS * 48)).decode()
        chunks = ANSWER_S * 1000 // CHUNK_MS
        begin = time.perf_counter()
        for number in range(chunks):
            if number % 2:
                words = {"type": "response.output_audio_transcript.delta", "delta": WORD}
                await socket.send_json({**words, **names})
            await socket.send_json({"type": "response.output_audio.delta", **names, "delta": sound})
            due = begin + (number + 1) / chunks * BURST_S
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        self.done.set()


@contextmanager
def serving(server: BurstingServer) -> Iterator[str]:
    """The address of the server, which runs on a thread of its own."""
    loop = asyncio.new_event_loop()

    async def begin() -> tuple[web.AppRunner, int]:
        app = web.Application()
        app.router.add_get("/v1/realtime", server.talk)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, runner.addresses[0][1]

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner, port = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def run() -> list[Result]:
    """Echo of keys at rest and during the burst, 99th percentile."""
    server = BurstingServer()
    sound = ["--input", "none", "--output", "none"]
    with serving(server) as url:
        arguments = ["-m", "tui_voice", *sound, "--base-url", url, "--no-history"]
        with program(arguments, {"OPENAI_API_KEY": "none", "NO_PROXY": "*"}) as terminal:
            terminal.until(b"connected")
            terminal.type("i")
            terminal.pause(0.5)
            typist = Typist(terminal)
            idle = [typist.echo_ms() for _ in range(int(IDLE_S * KEYS_HZ))]
            typist.press("\r")
            while not server.begun.is_set():
                terminal.pause(0.02)
            busy: list[float] = []
            while not server.done.is_set():
                busy.append(typist.echo_ms())
    rest, during = _percentile(idle), _percentile(busy)
    holds = during <= LIMIT * rest and len(busy) > KEYS_HZ
    return [Result("burst, key echo p99", during, "ms", "at rest", rest, "≤ 2 × at rest", holds)]


class Typist:
    """Types letters and sees when they are on the screen."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._typed = ""

    def press(self, key: str) -> None:
        """Press a key that empties the box, which must not begin to scroll."""
        self._terminal.type(key)
        self._terminal.pause(0.2)
        self._typed = ""

    def echo_ms(self) -> float:
        """Type a letter; the time until the last letters stand on the screen with it.

        Three letters in a row that no word of ours has: one alone may be part of another word.
        """
        if len(self._typed) > LINE:
            self.press("\x15")  # ctrl+u
        self._typed += random.choice(LETTERS)
        begin, start = len(self._terminal.written), time.perf_counter()
        self._terminal.type(self._typed[-1])
        taken = self._terminal.until(self._typed[-3:].encode(), begin) - start
        self._terminal.pause(max(0.0, 1 / KEYS_HZ - taken))
        return taken * 1000


def _percentile(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]

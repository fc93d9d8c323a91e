"""A server in a process of its own that speaks an answer, unasked, when it is told to.

``python -m benchmarks._answer_server SOUND_S IN_S`` prints its base URL, ``begun`` and ``done``;
each line of its standard input lets it answer to whoever has connected last.
"""

import asyncio
import base64
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

CHUNK_MS = 200
CHUNKS_A_WORD = 2  # 150 words a minute
WORD, LAST_WORD = "abcde ", "fghik"


class AnswerServer:
    """Sends sound and words, ``sound_s`` of them in ``in_s``."""

    def __init__(self, sound_s: float, in_s: float) -> None:
        self._chunks = int(sound_s * 1000) // CHUNK_MS
        self._in_s = in_s
        self._socket: web.WebSocketResponse | None = None

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("realtime",), max_msg_size=0)
        await socket.prepare(request)
        session = {"type": "realtime", "object": "realtime.session", "id": "s", "model": "m"}
        await socket.send_json({"type": "session.created", "session": session})
        self._socket = socket
        async for _ in socket:
            pass
        return socket

    async def answer(self) -> None:
        """Speak, at an even pace."""
        assert self._socket is not None
        send = self._socket.send_json
        place = {"response_id": "r", "item_id": "a", "output_index": 0, "content_index": 0}
        item = {"id": "a", "type": "message", "role": "assistant", "content": []}
        await send({"type": "response.created", "response": {"id": "r"}})
        await send({"type": "response.output_item.added", "response_id": "r", "item": item})
        await send({"type": "conversation.item.added", "item": item})
        print("begun", flush=True)
        sound = base64.b64encode(bytes(CHUNK_MS * 48)).decode()
        begin = time.perf_counter()
        for number in range(self._chunks):
            if number % CHUNKS_A_WORD:
                word = LAST_WORD if number + CHUNKS_A_WORD >= self._chunks else WORD
                words = {"type": "response.output_audio_transcript.delta", "delta": word}
                await send(words | place)
            await send({"type": "response.output_audio.delta", "delta": sound} | place)
            due = begin + (number + 1) / self._chunks * self._in_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        done: dict[str, Any] = {"id": "r", "status": "completed", "output": []}
        await send({"type": "response.done", "response": done})
        print("done", flush=True)

    async def serve(self) -> None:
        """Until standard input ends."""
        app = web.Application()
        app.router.add_get("/v1/realtime", self.talk)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await self.answer()
        await runner.cleanup()


class Served:
    """The server as its parent sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._process = process
        self.url = process.stdout.readline().strip()
        self.begun, self.done = threading.Event(), threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def answer(self) -> None:
        """Let it answer."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            (self.begun if line.strip() == "begun" else self.done).set()


@contextmanager
def serving(sound_s: float, in_s: float) -> Iterator[Served]:
    """A server for the time of the block."""
    command = [sys.executable, "-m", "benchmarks._answer_server", str(sound_s), str(in_s)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    asyncio.run(AnswerServer(float(sys.argv[1]), float(sys.argv[2])).serve())

"""A server in a process of its own that speaks an answer, unasked, when it is told to.

``python -m benchmarks._answer_server SOUND_S IN_S SAMPLE [swells]`` prints its base URL. A line
``answer`` on its standard input lets it answer to whoever has connected last, and ``hear AT`` hear
speech from a moment on (monotonic seconds); it prints ``begun`` or ``heard`` with the moment, and
at the end of an answer ``done``. Every sample of the sound is the same, or of the same 200 ms where
it swells.
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
SWELL = (1.0, 0.4, 0.7, 0.2, 0.5)
"""How loud one 200 ms after the other is, as in speech: a level that moves all the time."""
SPEECH_S = 0.2
"""How long somebody speaks."""


def tell(what: str, at: float) -> None:
    """Say it to the parent, with the moment."""
    print(what, at, flush=True)


class AnswerServer:
    """Sends sound and words, ``sound_s`` of them in ``in_s``."""

    def __init__(self, sound_s: float, in_s: float, sample: int = 0, *, swells: bool) -> None:
        loud = SWELL if swells else (1.0,)
        self._sounds = [_chunk(int(sample * share)) for share in loud]
        self._answers = self._heard = 0
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
        self._answers += 1
        response_id, item_id = f"r{self._answers}", f"a{self._answers}"
        place = {"response_id": response_id, "item_id": item_id}
        place |= {"output_index": 0, "content_index": 0}
        item = {"id": item_id, "type": "message", "role": "assistant", "content": []}
        await send({"type": "response.created", "response": {"id": response_id}})
        added = {"type": "response.output_item.added", "response_id": response_id, "item": item}
        await send(added)
        await send({"type": "conversation.item.added", "item": item})
        tell("begun", time.monotonic())
        begin = time.perf_counter()
        for number in range(self._chunks):
            if number % CHUNKS_A_WORD:
                word = LAST_WORD if number + CHUNKS_A_WORD >= self._chunks else WORD
                words = {"type": "response.output_audio_transcript.delta", "delta": word}
                await send(words | place)
            sound = self._sounds[number % len(self._sounds)]
            await send({"type": "response.output_audio.delta", "delta": sound} | place)
            due = begin + (number + 1) / self._chunks * self._in_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        done: dict[str, Any] = {"id": response_id, "status": "completed", "output": []}
        await send({"type": "response.done", "response": done})
        tell("done", time.monotonic())

    async def hear(self, at: float) -> None:
        """Somebody speaks, from a moment on."""
        self._heard += 1
        await asyncio.sleep(at - time.monotonic())
        sent_at = time.monotonic()
        await self._say("speech_started")
        tell("heard", sent_at)  # only now: whom it wakes may take the processor
        await asyncio.sleep(SPEECH_S)
        await self._say("speech_stopped")
        await self._say("committed")

    async def _say(self, name: str) -> None:
        assert self._socket is not None
        event = {"type": f"input_audio_buffer.{name}", "item_id": f"u{self._heard}"}
        place = {"audio_start_ms": 0, "audio_end_ms": 0, "previous_item_id": None}
        await self._socket.send_json(event | place)

    async def serve(self) -> None:
        """Until standard input ends."""
        app = web.Application()
        app.router.add_get("/v1/realtime", self.talk)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            what, *at = line.split()
            await (self.hear(float(*at)) if what == "hear" else self.answer())
        await runner.cleanup()


class Served:
    """The server as its parent sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._process = process
        self.url = process.stdout.readline().strip()
        self.begun, self.done, self.heard = threading.Event(), threading.Event(), threading.Event()
        self.at_s: dict[str, float] = {}
        """When each of these was last told."""
        threading.Thread(target=self._listen, daemon=True).start()

    def answer(self) -> None:
        """Let it answer."""
        self._ask("answer")

    def hear(self, at: float) -> float:
        """Let it hear speech from a moment on; the moment at which it says so."""
        self.heard.clear()
        self._ask(f"hear {at}")
        self.heard.wait()
        return self.at_s["heard"]

    def _ask(self, what: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        told = {"begun": self.begun, "done": self.done, "heard": self.heard}
        for line in self._process.stdout:
            what, at_s = line.split()
            self.at_s[what] = float(at_s)
            told[what].set()


@contextmanager
def serving(
    sound_s: float, in_s: float, sample: int = 0, *, swells: bool = False
) -> Iterator[Served]:
    """A server for the time of the block."""
    command = [sys.executable, "-m", "benchmarks._answer_server"]
    command += [str(sound_s), str(in_s), str(sample), *(["swells"] if swells else [])]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield Served(process)
    finally:
        process.kill()
        process.wait()


def _chunk(sample: int) -> str:
    return base64.b64encode(sample.to_bytes(2, "little") * (CHUNK_MS * 24)).decode()


if __name__ == "__main__":
    _, sound_s, in_s, sample, *swells = sys.argv
    server = AnswerServer(float(sound_s), float(in_s), int(sample), swells=bool(swells))
    asyncio.run(server.serve())

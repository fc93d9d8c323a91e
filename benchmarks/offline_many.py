"""Fifty people talk with the offline server at once, one sends a lot: how late its loop is.

The server is a process of its own with the real parts; a task of its loop notes how late it is
woken, and a loop that does nothing notes it beside it. Each person speaks a question hands-free at
the pace of speech, 200 ms at a time, and hears the answer out; they begin within five seconds.
"""

import asyncio
import base64
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp
import numpy as np

from benchmarks._spoken import flite, silence
from benchmarks.result import Result

_PEOPLE = 50
_BEGIN_WITHIN_S = 5.0
_CHUNK_S = 0.2
_CHUNK_BYTES = 9600
_LIMIT_MS = 50.0
_LARGEST_BYTES = 15 * 1024 * 1024 * 3 // 4
_OUTCOMES_OF_COMMIT = ("input_audio_buffer.committed", "error")
_QUESTION = "what is seven times six"
_PATIENCE_S = 60.0
_COMPLETED = "conversation.item.input_audio_transcription.completed"
_FAILED = "conversation.item.input_audio_transcription.failed"

_Done = TypeVar("_Done")
_Lag = dict[str, float]


def run() -> list[Result]:
    """Let them all talk; then let one send 15 MB at once."""
    outcomes, *late = _watched(_talk_all)
    print(f"{_PEOPLE} turns: {dict(outcomes)}; {late}", file=sys.stderr)
    answered = sum(count for outcome, count in outcomes.items() if outcome != "no answer")
    _, *late_for_one = _watched(_append_at_once)
    return [
        _lateness(f"{_PEOPLE} conversations", *late),
        Result(
            "offline server: turns answered of 50 spoken at once",
            *(answered, "turns", f"{outcomes['busy']} told that it is busy", None, "all"),
            holds=answered == _PEOPLE,
        ),
        _lateness("a 15 MB append", *late_for_one),
    ]


def _watched(work: Callable[[str], Coroutine[Any, Any, _Done]]) -> tuple[_Done, _Lag, _Lag]:
    """Do something with a server of its own.

    Returns what came of it, how late the server's loop was, and how late an idle one meanwhile.
    """
    with _process() as server, _process("idle") as idle:
        url, _ = _said(server)["url"], _said(idle)
        done = asyncio.run(work(url))
        return done, _late(server), _late(idle)


def _process(*options: str) -> subprocess.Popen[bytes]:
    command, pipe = [sys.executable, "-m", "benchmarks._lag_server", *options], subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe)


def _said(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout
    return json.loads(process.stdout.readline())


def _late(process: subprocess.Popen[bytes]) -> _Lag:
    assert process.stdin
    process.stdin.close()
    return _said(process)


def _lateness(during: str, ours: _Lag, idle: _Lag) -> Result:
    return Result(
        f"offline server: event loop late, worst, {during}",
        ours["worst_ms"],
        "ms",
        f"an idle loop; ours below {ours['p99_ms']:.1f} ms 99 times of 100",
        idle["worst_ms"],
        "≤ 50 ms",
        holds=ours["worst_ms"] <= _LIMIT_MS,
    )


async def _append_at_once(url: str) -> None:
    """Append 15 MB of base64 in one frame, and commit it, by hand and hands-free."""
    audio = base64.b64encode(bytes(_LARGEST_BYTES)).decode()
    async with aiohttp.ClientSession() as http:
        for turn_detection in (None, {"type": "server_vad"}):
            async with http.ws_connect(f"{url}/realtime?model=m", max_msg_size=0) as socket:
                session = {"type": "realtime", "audio": {"input": {}}}
                session["audio"]["input"]["turn_detection"] = turn_detection
                await socket.send_json({"type": "session.update", "session": session})
                await socket.send_json({"type": "input_audio_buffer.append", "audio": audio})
                await socket.send_json({"type": "input_audio_buffer.commit"})
                async with asyncio.timeout(_PATIENCE_S):
                    async for message in socket:
                        if json.loads(message.data)["type"] in _OUTCOMES_OF_COMMIT:
                            break


async def _talk_all(url: str) -> Counter[str]:
    question = np.concatenate([silence(500), flite(_QUESTION, "slt"), silence(1200)]).tobytes()
    async with aiohttp.ClientSession() as http:
        talks = [
            _talk(http, url, question, _BEGIN_WITHIN_S * person / _PEOPLE)
            for person in range(_PEOPLE)
        ]
        return Counter(await asyncio.gather(*talks))


async def _talk(http: aiohttp.ClientSession, url: str, question: bytes, after_s: float) -> str:
    """Speak a question and hear the answer; returns what became of it."""
    await asyncio.sleep(after_s)
    async with http.ws_connect(f"{url}/realtime?model=m", max_msg_size=0) as socket:
        transcribed = {"input": {"transcription": {"model": "m"}}}
        session = {"type": "realtime", "audio": transcribed}
        await socket.send_json({"type": "session.update", "session": session})
        speaking = asyncio.create_task(_speak(socket, question))
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await _outcome(socket)
        except TimeoutError:
            return "no answer"
        finally:
            speaking.cancel()


async def _speak(socket: aiohttp.ClientWebSocketResponse, question: bytes) -> None:
    for start in range(0, len(question), _CHUNK_BYTES):
        audio = base64.b64encode(question[start : start + _CHUNK_BYTES]).decode()
        await socket.send_json({"type": "input_audio_buffer.append", "audio": audio})
        await asyncio.sleep(_CHUNK_S)


async def _outcome(socket: aiohttp.ClientWebSocketResponse) -> str:
    heard = ""
    async for message in socket:
        event = json.loads(message.data)
        if event["type"] == _COMPLETED:
            heard = "understood" if event["transcript"] == _QUESTION else "misheard"
        elif event["type"] == _FAILED:
            heard = "busy" if "busy" in event["error"]["message"] else "failed"
        elif event["type"] == "response.done" and heard:
            return heard
    return "no answer"

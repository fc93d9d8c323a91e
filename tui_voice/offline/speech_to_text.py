"""Speech to text: keeps the recogniser process running and talks with it."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeAlias

from tui_voice.offline.ports import RecognitionError
from tui_voice.offline.wire import Frame, Kind, packed

MAX_UTTERANCE_BYTES = 16000 * 2 * 300
"""Five minutes at 16 kHz, as much as a client may commit; what is beyond is not recognised."""

MAX_WAITING_BYTES = 16000 * 2 * 60
"""A minute of finished speech may wait for its words, 15 to 20 s of work; beyond it is refused."""

_MAX_FAILURES = 3
_END_TIMEOUT_S = 2.0

_GUESS_S = 1.0
"""How long anybody waits for the words so far; a busy recogniser leaves them unknown."""

_BUSY = "The speech recogniser is busy with what others said. Please say it again in a moment."

Launch: TypeAlias = Callable[[], Awaitable[asyncio.subprocess.Process]]


async def launch(*command: str) -> asyncio.subprocess.Process:
    """Start a recogniser process; by default the one that uses pocketsphinx."""
    command = command or (sys.executable, "-m", "tui_voice.offline.recogniser")
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)


class _Child:
    """One process, and whoever waits for words of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._waiting_bytes: dict[int, int] = {}
        self._asking: dict[int, asyncio.Future[str]] = {}
        self.answered = False

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    def send(self, frame: Frame) -> None:
        if self.alive and self._process.stdin:
            self._process.stdin.write(packed(frame))

    def finish(self, utterance: int, length: int) -> asyncio.Future[str]:
        words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        words.add_done_callback(seen)
        if not self.alive:
            words.set_exception(RecognitionError("The speech recogniser is not running."))
            return words
        if sum(self._waiting_bytes.values()) + length > max(MAX_WAITING_BYTES, length):
            self.send(Frame(Kind.DISCARD, utterance))
            words.set_exception(RecognitionError(_BUSY))
            return words
        self._waiting[utterance] = words
        self._waiting_bytes[utterance] = length
        self.send(Frame(Kind.FINISH, utterance))
        return words

    async def so_far(self, utterance: int) -> str:
        if not self.alive:
            return ""
        words = self._asking[utterance] = asyncio.get_running_loop().create_future()
        self.send(Frame(Kind.ASK, utterance))
        try:
            async with asyncio.timeout(_GUESS_S):
                return await words
        except TimeoutError:
            return ""
        finally:
            del self._asking[utterance]

    async def read_answers(self) -> None:
        """Bring the words to those who wait, until the process has ended."""
        if self._process.stdout:
            async for line in self._process.stdout:
                self._bring(json.loads(line))
        await self._process.wait()
        self.fail_all()

    def _bring(self, message: dict[str, Any]) -> None:
        utterance = message.get("utterance", 0)
        asking = self._asking.get(utterance)
        if "so_far" in message:
            if asking and not asking.done():
                asking.set_result(message["so_far"])
            return
        words = self._waiting.pop(utterance, None)
        self._waiting_bytes.pop(utterance, None)
        if words:
            self.answered = True
            words.set_result(message["text"])

    async def end(self) -> None:
        if self.alive:
            with suppress(ProcessLookupError):
                self._process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _END_TIMEOUT_S)
        self.fail_all()

    def fail_all(self) -> None:
        for words in self._waiting.values():
            words.set_exception(RecognitionError("The speech recogniser stopped."))
        self._waiting.clear()
        self._waiting_bytes.clear()


class _Utterance:
    """One stretch of speech; it stays with the process that heard its beginning."""

    def __init__(self, child: _Child, number: int) -> None:
        self._child = child
        self._number = number
        self._room = MAX_UTTERANCE_BYTES

    def feed(self, pcm: bytes) -> None:
        taken = pcm[: self._room]
        self._room -= len(taken)
        if taken:
            self._child.send(Frame(Kind.SOUND, self._number, taken))

    def finish(self) -> asyncio.Future[str]:
        return self._child.finish(self._number, MAX_UTTERANCE_BYTES - self._room)

    def pause(self) -> None:
        self._child.send(Frame(Kind.PAUSE, self._number))

    async def so_far(self) -> str:
        return await self._child.so_far(self._number)

    def discard(self) -> None:
        self._child.send(Frame(Kind.DISCARD, self._number))


class SpeechToText:
    """One recogniser process, started again when it dies, until it dies three times in a row."""

    name = "pocketsphinx"

    def __init__(self, launch: Launch = launch) -> None:
        """``launch`` starts a process that reads frames and writes JSON lines."""
        self._launch = launch
        self._child: _Child | None = None
        self._numbers = 0
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process; its models load while the server is already listening."""
        self._child = _Child(await self._launch())
        self._running = asyncio.create_task(self._keep_running(self._child))

    def utterance(self) -> _Utterance:
        """Begin a stretch of speech. Raises ``RuntimeError`` before ``start``."""
        if self._child is None:
            raise RuntimeError("the recogniser was not started")
        self._numbers += 1
        return _Utterance(self._child, self._numbers)

    async def close(self) -> None:
        """End the process."""
        if self._running:
            self._running.cancel()
        if self._child:
            await self._child.end()

    async def _keep_running(self, child: _Child) -> None:
        failures = 0
        while True:
            await child.read_answers()
            failures = 1 if child.answered else failures + 1
            if failures == _MAX_FAILURES:
                return
            self._child = child = _Child(await self._launch())


def seen(words: asyncio.Future[str]) -> None:
    """Look at the outcome, so that asyncio does not complain when nobody asks for it."""
    if not words.cancelled():
        words.exception()

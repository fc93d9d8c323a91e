"""Speech to text: keeps the recogniser process running and talks with it."""

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any

from tui_voice.offline.ports import RecognitionError
from tui_voice.offline.wire import Frame, Kind, packed

MAX_UTTERANCE_BYTES = 16000 * 2 * 120
"""Two minutes at 16 kHz; what is said beyond is not recognised, so that memory stays bounded."""

_MAX_STARTS = 3
_END_TIMEOUT_S = 2.0


class _Utterance:
    """One stretch of speech on its way to becoming words."""

    def __init__(self, recogniser: "SpeechToText", number: int) -> None:
        self._recogniser = recogniser
        self._number = number
        self._room = MAX_UTTERANCE_BYTES

    def feed(self, pcm: bytes) -> None:
        """Add 16 kHz mono PCM16."""
        taken = pcm[: self._room]
        self._room -= len(taken)
        if taken:
            self._recogniser.send(Frame(Kind.SOUND, self._number, taken))

    def finish(self) -> asyncio.Future[str]:
        """End it; the future brings its words, or ``RecognitionError``."""
        return self._recogniser.finish(self._number)

    def discard(self) -> None:
        """Forget it."""
        self._recogniser.send(Frame(Kind.DISCARD, self._number))


class SpeechToText:
    """One recogniser process, started again when it dies (three times at most)."""

    def __init__(self, command: tuple[str, ...] = ()) -> None:
        self._command = command or (sys.executable, "-m", "tui_voice.offline.recogniser")
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._numbers = 0
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process; its models load while the server is already listening."""
        self._process = await self._launch()
        self._reading = asyncio.create_task(self._keep_running())

    def utterance(self) -> _Utterance:
        """Begin a stretch of speech."""
        self._numbers += 1
        return _Utterance(self, self._numbers)

    def send(self, frame: Frame) -> None:
        """Pass a frame on; a dead process hears nothing."""
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.write(packed(frame))

    def finish(self, number: int) -> asyncio.Future[str]:
        """Ask for an utterance's words."""
        words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        words.add_done_callback(_seen)
        if self._process is None or self._process.returncode is not None:
            words.set_exception(RecognitionError("The speech recogniser is not running."))
            return words
        self._waiting[number] = words
        self.send(Frame(Kind.FINISH, number))
        return words

    async def close(self) -> None:
        """End the process."""
        if self._reading:
            self._reading.cancel()
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _END_TIMEOUT_S)
        self._fail_all()

    async def _launch(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe)

    async def _keep_running(self) -> None:
        for starts_left in reversed(range(_MAX_STARTS)):
            await self._read_answers()
            self._fail_all()
            if starts_left:
                self._process = await self._launch()

    async def _read_answers(self) -> None:
        if self._process is None or self._process.stdout is None:
            return
        async for line in self._process.stdout:
            message: dict[str, Any] = json.loads(line)
            words = self._waiting.pop(message.get("utterance", 0), None)
            if words and not words.done():
                words.set_result(message["text"])
        await self._process.wait()

    def _fail_all(self) -> None:
        for words in self._waiting.values():
            if not words.done():
                words.set_exception(RecognitionError("The speech recogniser stopped."))
        self._waiting.clear()


def _seen(words: asyncio.Future[str]) -> None:
    """Look at the outcome, so that asyncio does not complain when nobody asks for it."""
    if not words.cancelled():
        words.exception()

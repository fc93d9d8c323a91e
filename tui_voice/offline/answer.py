"""One response, from ``response.created`` to ``response.done``."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tui_voice.offline.items import Item
from tui_voice.offline.output import Emit, Message, Modality, Stage, call_tool
from tui_voice.offline.ports import EndpointError, Speaker, Thought, ToolCall
from tui_voice.offline.protocol import ProtocolError, error_event, event, new_id
from tui_voice.offline.sent_audio import BYTES_PER_MS, RATE_HZ
from tui_voice.offline.sentences import Sentences
from tui_voice.offline.usage import NO_LIMITS, within_tokens
from tui_voice.offline.voices import Voice, name_of

Status: TypeAlias = Literal["completed", "cancelled", "failed", "incomplete"]

_LOG = logging.getLogger(__name__)
_KIND = "server_error"
_OURS = "The server had an error while it was answering."

_CHUNK_MS = 200
_CHUNK_BYTES = _CHUNK_MS * BYTES_PER_MS


class _EnoughSaidError(Exception):
    """The answer has reached the tokens it may have."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an answer."""

    modality: Modality
    voice: Voice
    speed: float
    pace: float
    """How many times faster than it is heard the sound is sent; OpenAI's servers hurry too."""
    conversation_id: str | None
    """``None`` for an answer outside the conversation."""
    max_output_tokens: int | str = "inf"
    metadata: Any = None


@dataclass(slots=True)
class Said:
    """What the answer has said so far; the arguments of calls count as text."""

    text: str = ""
    audio_bytes: int = 0

    @property
    def audio_ms(self) -> int:
        """Whole milliseconds of sound, rounded once: a client may truncate at the very last one."""
        return self.audio_bytes // BYTES_PER_MS


@dataclass(frozen=True, slots=True)
class Script:
    """What an answer needs to know from its session."""

    emit: Emit
    thoughts: Callable[[], AsyncGenerator[Thought, None]]
    """Brings what is to be said and called, once the question is understood."""
    added: Callable[[Item], str | None]
    """Puts the item in the conversation; returns the id of the one before."""
    heard: Callable[[str, bytes, int], None]
    """Told of each piece of sound: item, PCM16 and milliseconds."""
    usage: Callable[[Said], dict[str, Any]]
    """Reckons the tokens."""
    speaker: Speaker | None


class Answer:
    """One response under way."""

    def __init__(self, request: Request, script: Script) -> None:
        self.id = new_id("resp")
        self.active = True
        self._request = request
        self._script = script
        self._stage = Stage(script.emit, self.id, script.added if request.conversation_id else None)
        self._said = Said()
        self._details: dict[str, Any] | None = None
        self._reason: str | None = None
        self._output: list[Item] = []
        self._message: Message | None = None
        self._created = asyncio.Event()
        self._due = 0.0
        self._task = asyncio.create_task(self._run())

    async def created(self) -> None:
        """Wait until the client was told of the response."""
        await self._created.wait()

    async def cancel(self, reason: Literal["client_cancelled", "turn_detected"]) -> None:
        """Stop, and tell the client what was said up to here."""
        if self.active and self._reason is None:
            self._reason = reason
            self._task.cancel()
        await asyncio.wait([self._task])

    async def abandon(self) -> None:
        """Stop without a word; nobody listens any more."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        status: Status = "completed"
        try:
            await self._emit("response.created", response=self._response("in_progress"))
            self._created.set()
            await self._emit("rate_limits.updated", rate_limits=NO_LIMITS)
            await self._deliver()
        except asyncio.CancelledError:
            if self._reason is None:
                raise
            status, self._details = "cancelled", {"reason": self._reason}
        except _EnoughSaidError:
            status, self._details = "incomplete", {"reason": "max_output_tokens"}
        except EndpointError as error:
            status, self._details = "failed", await self._complain(str(error), "endpoint_failed")
        except Exception:  # whatever it is: the response ends, and the next one can begin
            _LOG.exception("an answer failed")
            status, self._details = "failed", await self._complain(_OURS, "server_error")
        self.active = False
        await self._close_message(whole=status == "completed")
        await self._emit("response.done", response=self._response(status))

    async def _deliver(self) -> None:
        """Say and call what is thought of, a sentence as soon as it is complete."""
        sentences = Sentences(whole=self._request.modality == "audio")
        # Closed at once when it is cut short: a model elsewhere is to stop thinking.
        async with aclosing(self._script.thoughts()) as thoughts:
            async for thought in thoughts:
                if isinstance(thought, ToolCall):
                    await self._say_all(sentences.rest())
                    await self._call(thought)
                else:
                    await self._say_all(sentences.take(thought.text))
        await self._say_all(sentences.rest())
        if not self._output:
            await self._open_message()  # an answer of no words is an answer

    async def _call(self, call: ToolCall) -> None:
        await self._close_message(whole=True)
        self._said.text += call.arguments
        self._output.append(await call_tool(self._stage, len(self._output), call))

    async def _say_all(self, pieces: list[str]) -> None:
        for piece in pieces:
            await self._say(piece)

    async def _say(self, piece: str) -> None:
        """Say a piece: its words first, then its sound."""
        message = await self._open_message()
        text = self._said.text + piece
        allowed = within_tokens(text, self._request.max_output_tokens)
        words = allowed[len(self._said.text) :]
        self._said.text = allowed
        await message.write(words)
        if self._request.modality == "audio" and self._script.speaker and words.strip():
            await self._sound(message, self._script.speaker, words.strip())
        if allowed != text:
            raise _EnoughSaidError

    async def _sound(self, message: Message, speaker: Speaker, words: str) -> None:
        rest = b""
        async for pcm in speaker.speak(words, self._request.voice, self._request.speed):
            rest += pcm
            while len(rest) >= _CHUNK_BYTES:
                await self._send(message, rest[:_CHUNK_BYTES])
                rest = rest[_CHUNK_BYTES:]
        if rest:
            await self._send(message, rest)

    async def _send(self, message: Message, chunk: bytes) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._due - loop.time()))
        lasts_s = len(chunk) / BYTES_PER_MS / 1000
        self._due = loop.time() + lasts_s / self._request.pace
        before_ms = self._said.audio_ms
        self._said.audio_bytes += len(chunk)
        self._script.heard(message.output.item["id"], chunk, self._said.audio_ms - before_ms)
        await message.sound(chunk)

    async def _open_message(self) -> Message:
        if self._message is None:
            self._message = Message(self._stage, len(self._output), self._request.modality)
            self._output.append(self._message.output.item)
            await self._message.open()
        return self._message

    async def _close_message(self, *, whole: bool) -> None:
        message, self._message = self._message, None
        if message:
            await message.close(whole=whole)

    async def _complain(self, words: str, code: str) -> dict[str, Any]:
        """Send an ``error`` event; returns the ``status_details`` that go with it."""
        await self._script.emit(error_event(ProtocolError(words, code=code, kind=_KIND), None))
        return {"error": {"type": _KIND, "code": code}}

    async def _emit(self, type_: str, **fields: Any) -> None:
        await self._script.emit(event(type_, **fields))

    def _response(self, status: Status | Literal["in_progress"]) -> dict[str, Any]:
        request = self._request
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            "status_details": {"type": status, **self._details} if self._details else None,
            "output": [] if self.active else self._output,
            "conversation_id": request.conversation_id,
            "output_modalities": [request.modality],
            "max_output_tokens": request.max_output_tokens,
            "audio": {
                "output": {
                    "format": {"type": "audio/pcm", "rate": RATE_HZ},
                    "voice": name_of(request.voice),
                }
            },
            "usage": None if status == "in_progress" else self._script.usage(self._said),
            "metadata": request.metadata,
        }

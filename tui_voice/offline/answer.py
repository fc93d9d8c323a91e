"""One response, from ``response.created`` to ``response.done``, in OpenAI's recorded order."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tui_voice.offline.items import Item
from tui_voice.offline.ports import Speaker
from tui_voice.offline.protocol import Event, event, new_id, text_delta
from tui_voice.offline.text_to_speech import RATE_HZ, pieces
from tui_voice.offline.usage import within_tokens
from tui_voice.offline.voices import Voice

Emit: TypeAlias = Callable[[Event], Awaitable[None]]
Status: TypeAlias = Literal["completed", "cancelled", "failed", "incomplete"]

_BYTES_PER_MS = RATE_HZ * 2 // 1000
_CHUNK_MS = 200
_CHUNK_BYTES = _CHUNK_MS * _BYTES_PER_MS


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an answer."""

    modality: Literal["audio", "text"]
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
    """What the answer has said so far."""

    text: str = ""
    audio_bytes: int = 0

    @property
    def audio_ms(self) -> int:
        """Whole milliseconds of sound, rounded once: a client may truncate at the very last one."""
        return self.audio_bytes // _BYTES_PER_MS


@dataclass(frozen=True, slots=True)
class Script:
    """What an answer needs to know from its session."""

    emit: Emit
    words: Callable[[], Awaitable[str]]
    """Brings what is to be said, once the question is understood."""
    added: Callable[[Item], str | None]
    """Puts the item in the conversation; returns the id of the one before."""
    heard: Callable[[str, int], None]
    """Told of each piece of sound: item and milliseconds."""
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
        self._said = Said()
        self._reason: str | None = None
        self._item: Item | None = None
        self._previous: str | None = None
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
            text = await self._script.words()
            await self._open()
            allowed = within_tokens(text, self._request.max_output_tokens)
            for piece in pieces(allowed):
                await self._say(piece)
            if allowed != text:
                status, self._reason = "incomplete", "max_output_tokens"
        except asyncio.CancelledError:
            if self._reason is None:
                raise
            status = "cancelled"
        self.active = False
        await self._close(status)

    async def _open(self) -> None:
        self._item = {
            "id": new_id("item"),
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        outline = dict(self._item)
        if self._request.conversation_id:
            self._previous = self._script.added(self._item)
        await self._emit_response("response.output_item.added", item=outline)
        if self._request.conversation_id:
            await self._emit(
                "conversation.item.added", previous_item_id=self._previous, item=outline
            )
        await self._emit_part("response.content_part.added", part=self._part())

    async def _say(self, piece: str) -> None:
        """Say a piece: its words first, then its sound."""
        for word in piece.split():
            delta = f" {word}" if self._said.text else word
            self._said.text += delta
            await self._script.emit(text_delta(self._name("delta"), delta, **self._place()))
        if self._request.modality == "audio" and self._script.speaker:
            request = self._request
            pcm = await self._script.speaker.speak(piece, request.voice, request.speed)
            for start in range(0, len(pcm), _CHUNK_BYTES):
                await self._send(pcm[start : start + _CHUNK_BYTES])

    async def _send(self, chunk: bytes) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._due - loop.time()))
        lasts_s = len(chunk) / _BYTES_PER_MS / 1000
        self._due = loop.time() + lasts_s / self._request.pace
        before_ms = self._said.audio_ms
        self._said.audio_bytes += len(chunk)
        if self._item:
            self._script.heard(self._item["id"], self._said.audio_ms - before_ms)
        await self._emit_part("response.output_audio.delta", delta=base64.b64encode(chunk).decode())

    async def _close(self, status: Status) -> None:
        if self._item:
            await self._close_item(self._item, status)
        await self._emit("response.done", response=self._response(status))

    async def _close_item(self, item: Item, status: Status) -> None:
        item["status"] = "completed" if status == "completed" else "incomplete"
        item["content"] = [self._content()]
        if self._request.modality == "audio":
            await self._emit_part("response.output_audio.done")
            await self._emit_part(self._name("done"), transcript=self._said.text)
        else:
            await self._emit_part(self._name("done"), text=self._said.text)
        await self._emit_part("response.content_part.done", part=self._part())
        if self._request.conversation_id:
            await self._emit("conversation.item.done", previous_item_id=self._previous, item=item)
        await self._emit_response("response.output_item.done", item=item)

    def _name(self, ending: str) -> str:
        kind = "output_audio_transcript" if self._request.modality == "audio" else "output_text"
        return f"response.{kind}.{ending}"

    def _part(self) -> dict[str, str]:
        if self._request.modality == "audio":
            return {"type": "audio", "transcript": self._said.text}
        return {"type": "text", "text": self._said.text}

    def _content(self) -> dict[str, str]:
        if self._request.modality == "audio":
            return {"type": "output_audio", "transcript": self._said.text}
        return {"type": "output_text", "text": self._said.text}

    def _place(self) -> dict[str, Any]:
        return {
            "response_id": self.id,
            "item_id": self._item["id"] if self._item else "",
            "output_index": 0,
            "content_index": 0,
        }

    async def _emit(self, type_: str, **fields: Any) -> None:
        await self._script.emit(event(type_, **fields))

    async def _emit_response(self, type_: str, **fields: Any) -> None:
        await self._emit(type_, response_id=self.id, output_index=0, **fields)

    async def _emit_part(self, type_: str, **fields: Any) -> None:
        await self._emit(type_, **self._place(), **fields)

    def _response(self, status: Status | Literal["in_progress"]) -> dict[str, Any]:
        details = {"type": status, "reason": self._reason} if self._reason else None
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            "status_details": details,
            "output": [self._item] if self._item and not self.active else [],
            "conversation_id": self._request.conversation_id,
            "output_modalities": [self._request.modality],
            "max_output_tokens": self._request.max_output_tokens,
            "audio": {
                "output": {
                    "format": {"type": "audio/pcm", "rate": RATE_HZ},
                    "voice": self._request.voice,
                }
            },
            "usage": None if status == "in_progress" else self._script.usage(self._said),
            "metadata": self._request.metadata,
        }

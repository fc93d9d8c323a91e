"""One item of an answer: how it is announced, filled and finished, in OpenAI's recorded order."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tui_voice.offline.items import Item
from tui_voice.offline.ports import ToolCall
from tui_voice.offline.protocol import Event, event, new_id, text_delta

Emit: TypeAlias = Callable[[Event], Awaitable[None]]
Modality: TypeAlias = Literal["audio", "text"]

_WORDS_AT_ONCE = 50
_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the items of one response appear."""

    emit: Emit
    response_id: str
    added: Callable[[Item], str | None] | None
    """Puts an item in the conversation, returns the id of the one before; ``None`` outside it."""


class Output:
    """One item of a response, from ``output_item.added`` to ``output_item.done``."""

    def __init__(self, stage: Stage, index: int, item: Item) -> None:
        self.item = item
        self._stage = stage
        self._index = index
        self._previous: str | None = None

    async def open(self) -> None:
        """Announce it."""
        outline = json.loads(json.dumps(self.item))
        if self._stage.added:
            self._previous = self._stage.added(self.item)
        await self._announce("response.output_item.added", outline)
        if self._stage.added:
            await self._place("conversation.item.added", outline)

    async def close(self, *, whole: bool) -> None:
        """Say that it is over; ``whole`` unless it was cut short."""
        self.item["status"] = "completed" if whole else "incomplete"
        if self._stage.added:
            await self._place("conversation.item.done", self.item)
        await self._announce("response.output_item.done", self.item)

    async def emit(self, type_: str, **fields: Any) -> None:
        """Send an event about this item."""
        await self._stage.emit(event(type_, **self._address(), **fields))

    async def emit_delta(self, type_: str, delta: str, **fields: Any) -> None:
        """Send a piece of its text."""
        await self._stage.emit(text_delta(type_, delta, **self._address(), **fields))

    def _address(self) -> dict[str, Any]:
        return {
            "response_id": self._stage.response_id,
            "item_id": self.item["id"],
            "output_index": self._index,
        }

    async def _announce(self, type_: str, item: Item) -> None:
        place = {"response_id": self._stage.response_id, "output_index": self._index}
        await self._stage.emit(event(type_, **place, item=item))

    async def _place(self, type_: str, item: Item) -> None:
        await self._stage.emit(event(type_, previous_item_id=self._previous, item=item))


class Message:
    """What the assistant says: one content part of words, and of sound beside them."""

    def __init__(self, stage: Stage, index: int, modality: Modality) -> None:
        item: Item = {
            "id": new_id("item"),
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        self.output = Output(stage, index, item)
        self.text = ""
        self._spoken = modality == "audio"

    async def open(self) -> None:
        """Announce the item and its part."""
        await self.output.open()
        await self.output.emit("response.content_part.added", content_index=0, part=self._part())

    async def write(self, text: str) -> None:
        """Say these words, one after the other."""
        for number, word in enumerate(_WORD.findall(text)):
            if number % _WORDS_AT_ONCE == 0:
                await asyncio.sleep(0)  # to send to a client that reads is not to wait
            self.text += word
            await self.output.emit_delta(self._name("delta"), word, content_index=0)

    async def sound(self, pcm: bytes) -> None:
        """Send a piece of their sound."""
        await self.output.emit("response.output_audio.delta", content_index=0, delta=pcm)

    async def close(self, *, whole: bool) -> None:
        """Finish the part and the item."""
        words = {"transcript" if self._spoken else "text": self.text}
        kind = "output_audio" if self._spoken else "output_text"
        self.output.item["content"] = [{"type": kind, **words}]
        if self._spoken:
            await self.output.emit("response.output_audio.done", content_index=0)
        await self.output.emit(self._name("done"), content_index=0, **words)
        await self.output.emit("response.content_part.done", content_index=0, part=self._part())
        await self.output.close(whole=whole)

    def _name(self, ending: str) -> str:
        kind = "output_audio_transcript" if self._spoken else "output_text"
        return f"response.{kind}.{ending}"

    def _part(self) -> dict[str, str]:
        if self._spoken:
            return {"type": "audio", "transcript": self.text}
        return {"type": "text", "text": self.text}


async def call_tool(stage: Stage, index: int, call: ToolCall) -> Item:
    """Ask the client to call one of its functions; returns the item."""
    named = {"name": call.name, "call_id": new_id("call")}
    item = {"id": new_id("item"), "type": "function_call", "status": "in_progress", **named}
    output = Output(stage, index, {**item, "arguments": ""})
    await output.open()
    kind = "response.function_call_arguments"
    for piece in _WORD.findall(call.arguments):
        await output.emit_delta(f"{kind}.delta", piece, call_id=named["call_id"])
    output.item["arguments"] = call.arguments
    await output.emit(f"{kind}.done", **named, arguments=call.arguments)
    await output.close(whole=True)
    return output.item

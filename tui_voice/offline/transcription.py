"""Writes down what the person said, beside the answer."""

from collections.abc import Awaitable
from typing import Any

from tui_voice.offline.items import Item
from tui_voice.offline.output import Emit
from tui_voice.offline.ports import RecognitionError
from tui_voice.offline.protocol import event, text_delta

_TYPE = "conversation.item.input_audio_transcription"


async def transcribe(item: Item, words: Awaitable[str], audio_ms: int, emit: Emit) -> None:
    """Send the words of a spoken item as deltas and ``completed``, or say that it failed."""
    place: dict[str, Any] = {"item_id": item["id"], "content_index": 0}
    try:
        transcript = await words
    except RecognitionError as error:
        failure = {
            "type": "transcription_error",
            "code": "transcription_unavailable",
            "message": str(error),
            "param": None,
        }
        await emit(event(f"{_TYPE}.failed", **place, error=failure))
        return
    item["content"][0]["transcript"] = transcript
    for number, word in enumerate(transcript.split()):
        delta = f" {word}" if number else word
        await emit(text_delta(f"{_TYPE}.delta", delta, **place))
    usage = {"type": "duration", "seconds": round(audio_ms / 1000, 3)}
    await emit(event(f"{_TYPE}.completed", **place, transcript=transcript, usage=usage))

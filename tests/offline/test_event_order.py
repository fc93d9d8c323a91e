"""The order of events, held against what was recorded from OpenAI's own server."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.offline.fakes import scripted_parts
from tests.offline.talking import noise, silence, talking

_TRACES = Path(__file__).parents[3] / "shared" / "traces"
requires_traces = pytest.mark.skipif(
    not _TRACES.is_dir(), reason="the recorded traffic is not beside this checkout"
)

# They come beside the answer, whenever they are ready.
_BESIDE = ("conversation.item.input_audio_transcription.", "rate_limits.")


def received(name: str) -> list[dict[str, Any]]:
    lines = (_TRACES / name).read_text(encoding="utf-8").splitlines()
    frames = [json.loads(line) for line in lines]
    return [frame["data"] for frame in frames if frame["direction"] == "received"]


def order_of(events: list[dict[str, Any]]) -> list[str]:
    """The types in order, each run of deltas of the answer once, by its first delta."""
    types = [e["type"] for e in events if not e["type"].startswith(_BESIDE)]
    deltas = [t for t in types if t.endswith(".delta")]
    first = {t: types.index(t) for t in deltas}
    kept = [t for index, t in enumerate(types) if t not in first or first[t] == index]
    return [t for t, _ in groupby(kept)]


def _shape(value: object) -> object:
    """The field names of an event, all the way down."""
    if isinstance(value, dict):
        return {name: _shape(field) for name, field in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return None


@requires_traces
async def test_a_typed_turn_has_the_recorded_order() -> None:
    recorded = received("openai-text-in-audio-out.jsonl")
    async with talking(scripted_parts()) as talk:
        await talk.configure(audio={"input": {"transcription": {"model": "m"}}})
        await talk.ask("Say a short greeting.")
    assert order_of(talk.received) == order_of(recorded)


@requires_traces
async def test_a_spoken_turn_has_the_recorded_order() -> None:
    recorded = received("azure-server-vad-transcribes.jsonl")
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(silence(600) + noise(800) + silence(600))
        await talk.until("response.done")
    assert order_of(talk.received) == order_of(recorded)


@requires_traces
async def test_a_text_answer_has_the_recorded_order() -> None:
    recorded = received("openai-history-seeding.jsonl")
    async with talking(scripted_parts()) as talk:
        await talk.configure(output_modalities=["text"])
        await talk.type("My name is Alice.")
        assistant = {"type": "message", "role": "assistant"}
        content = [{"type": "output_text", "text": "Nice to meet you."}]
        await talk.send("conversation.item.create", item={**assistant, "content": content})
        await talk.ask("What is my name?")
    assert order_of(talk.received) == order_of(recorded)


@requires_traces
@pytest.mark.parametrize(
    "type_",
    [
        "session.created",
        "session.updated",
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "response.output_item.added",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.output_item.done",
        "response.done",
    ],
)
async def test_an_event_has_the_recorded_fields(type_: str) -> None:
    recorded = received("azure-server-vad-transcribes.jsonl")
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(silence(600) + noise(800) + silence(600))
        await talk.until("response.done")
    expected = next(event for event in recorded if event["type"] == type_)
    assert _shape(talk.of(type_)[0] if type_ != "session.created" else talk.received[0]) == _shape(
        expected
    )


async def test_the_words_of_a_sentence_come_before_its_sound() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.ask("what is 6 * 7")
    types = talk.types()
    last_word = max(i for i, t in enumerate(types) if t == "response.output_audio_transcript.delta")
    assert last_word < types.index("response.output_audio.delta")

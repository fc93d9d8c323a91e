"""Whatever a client sends, it is answered by events of the protocol, and the talk goes on."""

import asyncio
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from tests.offline.fakes import scripted_parts
from tui_voice.offline.protocol import packed
from tui_voice.offline.session import Session
from tui_voice.offline.session_config import default_config

Json = dict[str, Any]

_SERVER_EVENT: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
_TIMEOUT_S = 30.0
_WORDS = [{"type": "input_text", "text": "what is 6 * 7"}]
_ITEM = {"id": "item_1", "type": "message", "role": "user", "content": _WORDS}
_TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Rome"]}},
        "required": ["city"],
    },
}
_SOUND = "AAAA" * 3200
"""100 ms of silence, in base64."""

_GOOD: list[Json] = [
    {
        "type": "session.update",
        "event_id": "mine",
        "session": {
            "type": "realtime",
            "instructions": "Be brief.",
            "output_modalities": ["text"],
            "max_output_tokens": 50,
            "tools": [_TOOL],
            "tool_choice": {"type": "function", "name": "get_weather"},
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "transcription": {"model": "whisper-1", "language": "en"},
                    "turn_detection": {"type": "server_vad", "threshold": 0.5},
                },
                "output": {"voice": {"id": "alloy"}, "speed": 1.0},
            },
        },
    },
    {"type": "input_audio_buffer.append", "audio": _SOUND},
    {"type": "input_audio_buffer.commit"},
    {"type": "input_audio_buffer.clear"},
    {"type": "conversation.item.create", "previous_item_id": "root", "item": _ITEM},
    {
        "type": "conversation.item.create",
        "item": {
            "id": "item_2",
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_audio", "transcript": "It is foggy."}],
        },
    },
    {
        "type": "conversation.item.create",
        "item": {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_audio", "audio": _SOUND, "transcript": "hello"}],
        },
    },
    {
        "type": "conversation.item.create",
        "item": {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
    },
    {
        "type": "conversation.item.create",
        "item": {"type": "function_call_output", "call_id": "c", "output": "foggy"},
    },
    {"type": "conversation.item.retrieve", "item_id": "item_1"},
    {"type": "conversation.item.delete", "item_id": "item_1"},
    {
        "type": "conversation.item.truncate",
        "item_id": "item_2",
        "content_index": 0,
        "audio_end_ms": 0,
    },
    {
        "type": "response.create",
        "response": {
            "conversation": "none",
            "input": [_ITEM, {"type": "item_reference", "id": "item_1"}],
            "instructions": "Be brief.",
            "output_modalities": ["audio"],
            "max_output_tokens": 50,
            "tools": [_TOOL],
            "tool_choice": "required",
            "metadata": {"for": "me"},
            "audio": {"output": {"voice": "cedar"}},
        },
    },
    {"type": "response.cancel", "response_id": None},
]
_ANSWER = next(each for each in _GOOD if each.get("item", {}).get("role") == "assistant")
_BEFORE = {
    "input_audio_buffer.commit": [{"type": "input_audio_buffer.append", "audio": _SOUND}],
    "conversation.item.retrieve": [{"type": "conversation.item.create", "item": _ITEM}],
    "conversation.item.delete": [{"type": "conversation.item.create", "item": _ITEM}],
    "conversation.item.truncate": [_ANSWER],
    "response.create": [{"type": "conversation.item.create", "item": _ITEM}],
    "response.cancel": [{"type": "response.create"}],
}
"""What has to be there for an event to be good."""

_odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**53, 10**18, 10**40, -(10**400), 10**4000])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["", "\ud800", "\x00", "root", "item_1", "item_2", "inf", "auto", "A" * 9])
    | st.sampled_from(["count to ²", "count to -", "9" * 5000 + " * 2", "message", "function"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "id", "name", "text"]) | st.text(), inner, max_size=3
        )
    ),
    max_leaves=8,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a tree but its root."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [each for key, child in inside for each in [(*path, key), *_paths(child, (*path, key))]]


@st.composite
def _mutated(draw: st.DrawFn) -> Json:
    """A good event with up to two of its values made odd, taken away, or joined by others."""
    event = copy.deepcopy(draw(st.sampled_from(_GOOD)))
    for _ in range(draw(st.integers(0, 2))):
        *way, last = draw(st.sampled_from(_paths(event) or [("type",)]))
        place: Any = event
        for key in way:
            place = place[key]
        match draw(st.sampled_from(["odd", "gone", "joined"])):
            case "odd":
                place[last] = draw(_odd)
            case "gone" if isinstance(place, dict):
                place.pop(last, None)
            case _:
                place[last] = {"left": draw(_odd)} if isinstance(place, dict) else draw(_odd)
    return event


class _Talk:
    """A session whose events are checked as they are sent."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self._done = asyncio.Event()
        config = default_config("m", "sess_1", expires_at=0)
        self.session = Session(config, scripted_parts(*["hello"] * 50), self._emit, pace=1e6)

    async def _emit(self, event: Json) -> None:
        self.events.append(json.loads(packed(event)))
        if event["type"] == "response.done":
            self._done.set()

    async def take(self, event: Json) -> None:
        await self.session.take(json.dumps(event).encode())

    async def is_well(self) -> bool:
        """Whether a question is answered, once whatever is under way was stopped."""
        await self.take({"type": "response.cancel"})
        self._done.clear()
        request = {"conversation": "none", "input": [_ITEM], "tool_choice": "none"}
        await self.take({"type": "response.create", "response": request})
        async with asyncio.timeout(_TIMEOUT_S):
            await self._done.wait()
        return self.events[-1]["response"]["status"] in ("completed", "incomplete")


async def _talk(events: list[Json]) -> list[object]:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: complaints.append(what))
    talk = _Talk()
    await talk.session.open()
    for event in events:
        await talk.take(event)
    assert await talk.is_well()
    await talk.session.close()
    for sent in talk.events:
        _SERVER_EVENT.validate_python(sent)
        if sent["type"] == "error" and sent["error"]["type"] == "server_error":
            complaints.append(sent)
    return complaints


@given(st.lists(_mutated(), min_size=1, max_size=6))
def test_no_event_ends_the_talk(events: list[Json]) -> None:
    assert asyncio.run(_talk(events)) == []


@pytest.mark.parametrize("event", _GOOD, ids=lambda event: event["type"])
def test_what_is_made_odd_here_is_good(event: Json) -> None:
    talk = asyncio.run(_after(_BEFORE.get(event["type"], []), event))
    assert [each["error"] for each in talk.events if each["type"] == "error"] == []


async def _after(before: list[Json], event: Json) -> _Talk:
    talk = _Talk()
    for known in [*before, event]:
        await talk.take(known)
    await talk.session.close()
    return talk

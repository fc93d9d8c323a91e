"""Function tools: which one a question asks for, and the round of calling it."""

import json
from typing import Any

import pytest

from tests.offline.fakes import scripted_parts
from tests.offline.talking import Event, Talk, talking
from tests.offline.test_event_order import order_of, received, requires_traces
from tui_voice.offline.ports import Question, ToolCall
from tui_voice.offline.tools import wanted_tool

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Look up the weather for a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
LIGHTS = {
    "type": "function",
    "name": "set_lamps",
    "description": "Switch the lights of a room.",
    "parameters": {
        "type": "object",
        "properties": {
            "room": {"type": "string", "enum": ["kitchen", "hall"]},
            "on": {"type": "boolean"},
            "level": {"type": "integer"},
        },
        "required": ["room", "on", "level"],
    },
}


def _wanted(asked: str, choice: Any = "auto") -> ToolCall | None:
    item = {"role": "user", "content": [{"type": "input_text", "text": asked}]}
    return wanted_tool(Question([item], tools=[WEATHER, LIGHTS], tool_choice=choice))


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ("What is the weather in London?", {"city": "London"}),
        ("use the tool get weather for Rome", {"city": "Rome"}),
        ('Call get_weather with {"city": "Oslo"}', {"city": "Oslo"}),
        (
            "switch the lights off in the hall, level five",
            {"room": "hall", "on": False, "level": 5},
        ),
    ],
)
def test_a_tool_is_called_when_it_is_named_or_its_subject_is(
    asked: str, arguments: dict[str, Any]
) -> None:
    call = _wanted(asked)
    assert call
    assert json.loads(call.arguments) == arguments


@pytest.mark.parametrize("asked", ["what time is it", "who are you", "what is two plus two"])
def test_other_questions_need_no_tool(asked: str) -> None:
    assert _wanted(asked) is None


def test_the_client_chooses_whether_a_tool_is_called() -> None:
    assert _wanted("what is the weather in London", "none") is None
    required = _wanted("hello", "required")
    assert required
    assert required.name == "get_weather"
    named = _wanted("hello", {"type": "function", "name": "set_lamps"})
    assert named
    assert named.name == "set_lamps"


async def _tool_round(talk: Talk) -> Event:
    """Ask for the weather, answer the call, return the second response."""
    response = await talk.ask("What is the weather in London?")
    call = response["output"][0]
    assert call["type"] == "function_call"
    assert json.loads(call["arguments"]) == {"city": "London"}
    output = {"type": "function_call_output", "call_id": call["call_id"], "output": "It is foggy."}
    await talk.send("conversation.item.create", item=output)
    await talk.send("response.create")
    return (await talk.until("response.done"))["response"]


async def test_a_tool_is_called_its_output_taken_and_answered() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.configure(tools=[WEATHER])
        answer = await _tool_round(talk)
    assert answer["output"][0]["content"][0]["transcript"] == "The tool says: It is foggy."
    (done,) = talk.of("response.function_call_arguments.done")
    deltas = talk.of("response.function_call_arguments.delta")
    assert "".join(delta["delta"] for delta in deltas) == done["arguments"]


@requires_traces
async def test_a_tool_call_has_the_recorded_order() -> None:
    recorded = received("openai-tool-call-round.jsonl")
    async with talking(scripted_parts()) as talk:
        await talk.configure(output_modalities=["text"], tools=[WEATHER])
        await _tool_round(talk)
    # The client of the recording sent the output, and the server took it, before the call's end.
    assert sorted(order_of(talk.received)) == sorted(order_of(recorded))


async def test_a_tool_without_a_name_is_refused() -> None:
    async with talking(scripted_parts()) as talk:
        session = {"type": "realtime", "tools": [{"type": "function"}]}
        error = await talk.error("session.update", session=session)
    assert error["param"] == "session.tools[0].name"

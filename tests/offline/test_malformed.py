"""Frames that are wrong, or large: an error in words, and the socket stays open."""

import base64
import re
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import WSCloseCode, WSMsgType

from tests.offline.fakes import scripted_parts
from tests.offline.talking import serving, silence, talking, talking_to
from tui_voice.offline.server import OfflineServer

_MESSAGE = {"type": "message", "role": "user", "content": []}

_MISTAKES: list[tuple[str, dict[str, Any], str, str | None]] = [
    # client event, its fields, and what the error's code and param are
    ("response.invent", {}, "invalid_value", "type"),
    ("session.update", {}, "missing_required_parameter", "session"),
    ("session.update", {"session": 5}, "invalid_type", "session"),
    ("session.update", {"session": {}}, "missing_required_parameter", "session.type"),
    ("session.update", {"session": {"type": "x"}}, "invalid_value", "session.type"),
    ("session.update", {"session": {"type": 1}}, "invalid_type", "session.type"),
    ("input_audio_buffer.append", {}, "missing_required_parameter", "audio"),
    ("input_audio_buffer.append", {"audio": 5}, "invalid_type", "audio"),
    ("input_audio_buffer.append", {"audio": None}, "invalid_type", "audio"),
    ("input_audio_buffer.append", {"audio": "!"}, "invalid_value", "audio"),
    ("input_audio_buffer.append", {"audio": "AA==AAAA"}, "invalid_value", "audio"),
    (
        "input_audio_buffer.append",
        {"audio": "A" * 65_532 + "AA==" + "AAAA"},
        "invalid_value",
        "audio",
    ),
    ("input_audio_buffer.append", {"audio": "AAAA"}, "invalid_value", "audio"),
    ("input_audio_buffer.commit", {}, "input_audio_buffer_commit_empty", None),
    ("conversation.item.create", {}, "missing_required_parameter", "item"),
    ("conversation.item.create", {"item": []}, "invalid_type", "item"),
    ("conversation.item.create", {"item": {}}, "missing_required_parameter", "item.type"),
    ("conversation.item.create", {"item": {"type": "x"}}, "invalid_value", "item.type"),
    *(
        ("conversation.item.create", {"item": item}, code, param)
        for item, code, param in [
            ({"type": "message"}, "missing_required_parameter", "item.role"),
            ({"type": "message", "role": "x"}, "invalid_value", "item.role"),
            ({**_MESSAGE, "content": "x"}, "invalid_type", "item.content"),
            ({**_MESSAGE, "content": [5]}, "invalid_type", "item.content[0]"),
            ({**_MESSAGE, "content": [{}]}, "missing_required_parameter", "item.content[0].type"),
            (
                {**_MESSAGE, "content": [{"type": "output_text"}]},
                *("invalid_value", "item.content[0].type"),
            ),
            (
                {**_MESSAGE, "content": [{"type": "input_audio", "audio": "!"}]},
                *("invalid_value", "audio"),
            ),
            (
                {**_MESSAGE, "content": [{"type": "input_text"}]},
                *("missing_required_parameter", "item.content[0].text"),
            ),
            (
                {**_MESSAGE, "content": [{"type": "input_text", "text": 5}]},
                *("invalid_type", "item.content[0].text"),
            ),
            (
                {**_MESSAGE, "content": [{"type": "input_text", "text": "a" * 256_001}]},
                *("string_above_max_length", "item.content[0].text"),
            ),
            ({**_MESSAGE, "id": 5}, "invalid_type", "item.id"),
            ({**_MESSAGE, "id": "i" * 33}, "string_above_max_length", "item.id"),
            ({**_MESSAGE, "colour": "red"}, "unknown_parameter", "item.colour"),
            ({"type": "function_call"}, "missing_required_parameter", "item.name"),
            (
                {"type": "function_call_output", "call_id": "c", "output": {}},
                *("invalid_type", "item.output"),
            ),
        ]
    ),
    (
        "conversation.item.create",
        {"item": _MESSAGE, "previous_item_id": "x"},
        *("item_create_invalid_item_id", "previous_item_id"),
    ),
    (
        "conversation.item.create",
        {"item": _MESSAGE, "previous_item_id": 5},
        *("invalid_type", "previous_item_id"),
    ),
    *(
        ("session.update", {"session": {"type": "realtime", **fields}}, code, f"session.{param}")
        for fields, code, param in [
            ({"max_output_tokens": 10**40}, "integer_above_max_value", "max_output_tokens"),
            ({"max_output_tokens": 1.5}, "invalid_type", "max_output_tokens"),
            ({"instructions": {}}, "invalid_type", "instructions"),
            ({"truncation": "never"}, "invalid_value", "truncation"),
            ({"tool_choice": 5}, "invalid_type", "tool_choice"),
            ({"tool_choice": {}}, "missing_required_parameter", "tool_choice.type"),
            ({"tools": [5]}, "invalid_type", "tools[0]"),
            ({"tools": [{"type": "x"}]}, "invalid_value", "tools[0].type"),
            (
                {"tools": [{"type": "function"}]},
                *("missing_required_parameter", "tools[0].name"),
            ),
            (
                {"tools": [{"type": "function", "name": "f", "parameters": {"required": [5]}}]},
                *("invalid_function_parameters", "tools[0].parameters"),
            ),
            (
                {"audio": {"output": {"voice": {}}}},
                "missing_required_parameter",
                "audio.output.voice.id",
            ),
            ({"audio": {"output": {"speed": 9}}}, "integer_above_max_value", "audio.output.speed"),
            ({"audio": {"input": {"format": "pcm16"}}}, "invalid_value", "audio.input.format"),
            (
                {"audio": {"input": {"turn_detection": {"silence_duration_ms": 1.5}}}},
                *("invalid_type", "audio.input.turn_detection.silence_duration_ms"),
            ),
            (
                {"audio": {"input": {"turn_detection": {"eagerness": "high"}}}},
                *("unknown_parameter", "audio.input.turn_detection.eagerness"),
            ),
        ]
    ),
    *(
        (f"conversation.item.{verb}", fields, code, "item_id")
        for verb in ("retrieve", "delete")
        for fields, code in [
            ({}, "missing_required_parameter"),
            ({"item_id": 5}, "invalid_type"),
            ({"item_id": "x"}, f"item_{verb}_invalid_item_id"),
        ]
    ),
    *(
        ("conversation.item.truncate", fields, code, param)
        for fields, code, param in [
            ({}, "missing_required_parameter", "item_id"),
            ({"item_id": "x"}, "missing_required_parameter", "content_index"),
            ({"item_id": "x", "content_index": 0}, "missing_required_parameter", "audio_end_ms"),
            (
                {"item_id": "x", "content_index": 0, "audio_end_ms": 1.5},
                *("invalid_type", "audio_end_ms"),
            ),
            (
                {"item_id": "x", "content_index": 0, "audio_end_ms": 5},
                *("item_truncate_invalid_item_id", "item_id"),
            ),
        ]
    ),
    ("response.create", {"response": []}, "invalid_type", "response"),
    ("response.create", {"response": {"input": 5}}, "invalid_type", "response.input"),
    ("response.create", {"response": {"input": [5]}}, "invalid_type", "response.input[0]"),
    *(
        ("response.create", {"response": fields}, code, f"response.{name}")
        for name, fields, code in [
            ("conversation", {"conversation": "mine"}, "invalid_value"),
            ("temperature", {"temperature": 1}, "unknown_parameter"),
            ("max_output_tokens", {"max_output_tokens": 0}, "integer_below_min_value"),
            ("output_modalities", {"output_modalities": ["smell"]}, "invalid_value"),
            ("tools", {"tools": {}}, "invalid_type"),
            ("metadata.for", {"metadata": {"for": 5}}, "invalid_type"),
            ("input[0].type", {"input": [{}]}, "missing_required_parameter"),
            ("input[0].id", {"input": [{"type": "item_reference"}]}, "missing_required_parameter"),
        ]
    ),
    ("response.cancel", {}, "response_cancel_not_active", None),
    ("response.cancel", {"response_id": "x"}, "response_cancel_not_active", None),
    ("response.cancel", {"response_id": []}, "invalid_type", "response_id"),
]

_NO_EVENTS = [
    (b"{", "invalid_json"),
    (b'{"type": "\xff"}', "invalid_json"),
    (b"[1, 2]", "invalid_event"),
    (b'{"event_id": "e"}', "invalid_event"),
    (b'{"type": 5}', "invalid_event"),
    (b"[" * 100_000, "invalid_json"),
    (b'{"type": ' + b'{"a":' * 10_000, "invalid_json"),
    (b'{"type": "response.create", "response": {"max_output_tokens": NaN}}', "invalid_json"),
    (b'{"type": "response.create", "response": {"max_output_tokens": 1e999}}', "invalid_json"),
    (b'{"type": "response.cancel", "response_id": "\\ud800"}', "invalid_json"),
    (b"", "invalid_json"),
    (b"null", "invalid_event"),
]


async def test_every_mistake_is_answered_with_its_code_and_field_and_the_talk_goes_on() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.turns(None)
        for number, (type_, fields, code, param) in enumerate(_MISTAKES):
            error = await talk.error(type_, event_id=f"mine_{number}", **fields)
            found = (error["type"], error["code"], error["param"], error["event_id"])
            wanted = ("invalid_request_error", code, param, f"mine_{number}")
            assert found == wanted, (type_, fields, error)
            assert error["message"]
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"


async def test_every_client_event_is_in_the_table() -> None:
    async with talking(scripted_parts()) as talk:
        error = await talk.error("response.invent")
    known = set(re.findall(r"'([\w.]+)'", error["message"].partition("Supported")[2]))
    without_fields = {"input_audio_buffer.clear"}
    assert known - without_fields == {each[0] for each in _MISTAKES} - {"response.invent"}


@pytest.mark.parametrize(("frame", "code"), _NO_EVENTS)
async def test_what_is_no_event_is_refused_and_the_talk_goes_on(frame: bytes, code: str) -> None:
    async with talking(scripted_parts()) as talk:
        await talk.socket.send_frame(frame, WSMsgType.TEXT)
        event = await talk.receive()
        assert event["type"] == "error"
        assert event["error"]["code"] == code
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"


async def test_the_error_names_the_event_that_has_no_type() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.socket.send_json({"event_id": "event_567"})
        error = (await talk.receive())["error"]
    assert error == {
        "type": "invalid_request_error",
        "code": "invalid_event",
        "message": "The 'type' field is missing.",
        "param": None,
        "event_id": "event_567",
    }


async def test_a_binary_frame_is_refused_in_words_and_the_talk_goes_on() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.socket.send_bytes(b"sound")
        error = (await talk.receive())["error"]
        assert error["code"] == "invalid_event"
        assert "JSON as text" in error["message"]
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"


async def test_a_long_mistake_is_quoted_in_short() -> None:
    async with talking(scripted_parts()) as talk:
        error = await talk.error("x" * 1_000_000)
    assert len(error["message"]) == 1000


async def test_a_frame_beyond_21_mb_ends_the_connection_and_nobody_elses() -> None:
    async with serving(OfflineServer(scripted_parts())) as url, talking_to(url) as other:
        async with talking_to(url) as talk:
            with suppress(ConnectionError):  # the server may hang up before it has all of it
                await talk.send("input_audio_buffer.append", audio="A" * 23_000_000)
            await talk.socket.receive(10)
            # What it had not read yet may tear the connection before its goodbye arrives.
            assert talk.socket.close_code in (
                WSCloseCode.MESSAGE_TOO_BIG,
                WSCloseCode.ABNORMAL_CLOSURE,
            )
        assert (await other.ask("hello"))["status"] == "completed"


async def test_15_mb_in_one_append_are_taken() -> None:
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns(None)
        audio = base64.b64encode(silence(220_000)).decode()
        assert len(audio) > 14_000_000
        await talk.send("input_audio_buffer.append", audio=audio)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")


async def test_15_mib_of_sound_are_more_than_the_buffer_takes_and_the_talk_goes_on() -> None:
    audio = base64.b64encode(bytes(15 * 1024 * 1024)).decode()
    async with talking(scripted_parts()) as talk:
        await talk.turns(None)
        error = await talk.error("input_audio_buffer.append", audio=audio, event_id="mine")
        assert (error["code"], error["event_id"]) == ("input_audio_buffer_full", "mine")
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"

"""What comes over the wire becomes events, whatever it is."""

import base64
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.realtime.traces import received_frames, requires_traces, server_examples
from tui_voice.conversation.usage import Usage
from tui_voice.realtime.decode import BETA_NAMES, DECODERS, IGNORED, LONGEST_FRAME, decode
from tui_voice.session.events import (
    AnswerAudioDelta,
    AnswerTextDelta,
    AnswerTextDone,
    ItemAdded,
    ItemDone,
    OutputItemDone,
    ResponseCreated,
    ResponseDone,
    ServerEvent,
    ServerEventIgnored,
    ServerEventUnknown,
    ServerFailed,
    SessionCreated,
    SessionUpdated,
    ToolUse,
    TranscriptionCompleted,
    TranscriptionDelta,
    TranscriptionFailed,
)


def read(type: str, **fields: Any) -> ServerEvent:
    return decode(json.dumps({"type": type, "event_id": "event_1", **fields}), 7.0)


def sdk_types(union: Any) -> set[str]:
    """The ``type`` literals of one of the openai package's annotated unions."""
    members = get_args(get_args(union)[0])
    return {get_args(m.model_fields["type"].annotation)[0] for m in members}


def test_every_server_event_type_of_the_openai_package_is_known_and_no_other():
    from openai.types.realtime import RealtimeServerEvent

    theirs = sdk_types(RealtimeServerEvent)
    assert len(theirs) == 46
    assert DECODERS.keys() | IGNORED.keys() == theirs
    assert not DECODERS.keys() & IGNORED.keys()


def test_every_beta_name_leads_to_a_type_we_decode_and_is_no_type_of_today():
    assert set(BETA_NAMES.values()) <= DECODERS.keys()
    assert not BETA_NAMES.keys() & (DECODERS.keys() | IGNORED.keys())


@requires_traces
def test_every_recorded_frame_of_openai_and_azure_becomes_a_known_event():
    frames = received_frames()
    assert len(frames) > 150
    unknown = [e for f in frames if isinstance(e := decode(f, 0.0), ServerEventUnknown)]
    assert unknown == []


@requires_traces
def test_the_published_example_of_every_event_becomes_a_known_event():
    examples = server_examples()
    assert len(examples) > 40
    events = [decode(json.dumps(example), 0.0) for example in examples]
    assert [e for e in events if isinstance(e, ServerEventUnknown)] == []


@pytest.mark.parametrize("frame", ["", "no json", b"\xff\xfe", "[]", "null", "{}", '{"type": 5}'])
def test_a_frame_without_a_type_is_unknown_and_not_an_exception(frame: str | bytes):
    event = decode(frame, 0.0)
    assert isinstance(event, ServerEventUnknown)
    assert event.reason


def test_an_unknown_type_is_named_without_its_control_characters():
    assert read("response.\x1b[31mnew") == ServerEventUnknown(
        "response. [31mnew", "not a type we know"
    )


def test_an_event_whose_field_is_missing_says_which():
    event = read("response.output_text.delta", response_id="r", delta="x")
    assert isinstance(event, ServerEventUnknown)
    assert event.type == "response.output_text.delta"
    assert "item_id" in event.reason


def test_deeply_nested_json_is_unknown_and_not_a_recursion_error():
    frame = '{"type": "session.created", "session": ' + "[" * 100_000
    assert isinstance(decode(frame, 0.0), ServerEventUnknown)


ANSWER = {"response_id": "resp_1", "item_id": "item_1"}


def test_sound_arrives_as_the_bytes_that_were_sent():
    pcm = bytes(range(256))
    event = read("response.output_audio.delta", delta=base64.b64encode(pcm).decode(), **ANSWER)
    assert event == AnswerAudioDelta("resp_1", "item_1", pcm, 7.0)


@pytest.mark.parametrize(
    ("delta", "reason"),
    [("AAAA", "3 bytes are not whole PCM16 samples"), ("%%%%", "base64"), (None, "null")],
)
def test_sound_that_is_no_sound_is_unknown(delta: str | None, reason: str):
    event = read("response.output_audio.delta", delta=delta, **ANSWER)
    assert isinstance(event, ServerEventUnknown)
    assert reason in event.reason


def test_the_words_of_a_spoken_and_of_a_written_answer_are_told_apart():
    spoken = read("response.output_audio_transcript.delta", delta="Hi", **ANSWER)
    written = read("response.output_text.delta", delta="Hi", **ANSWER)
    assert spoken == AnswerTextDelta("resp_1", "item_1", "Hi", True, 7.0)
    assert written == AnswerTextDelta("resp_1", "item_1", "Hi", False, 7.0)
    done = read("response.output_audio_transcript.done", transcript="Hi!", **ANSWER)
    assert done == AnswerTextDone("resp_1", "item_1", "Hi!", True, 7.0)


def test_beta_names_mean_what_their_successors_mean():
    event = read("response.audio_transcript.delta", delta="Hi", **ANSWER)
    assert event == AnswerTextDelta("resp_1", "item_1", "Hi", True, 7.0)


def test_an_item_joins_its_words_and_knows_whether_it_was_spoken():
    spoken = {"type": "input_audio", "transcript": "one "}
    item = {"id": "i", "type": "message", "role": "user", "content": [spoken, {"text": "two"}]}
    assert read("conversation.item.added", item=item, previous_item_id=None) == ItemAdded(
        "i", "", "user", "one two", True, 7.0
    )
    typed = {"id": "j", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}
    assert read("conversation.item.created", item=typed, previous_item_id="i") == ItemAdded(
        "j", "i", "user", "hello", False, 7.0
    )


def test_an_item_whose_speech_is_not_yet_written_down_has_no_words():
    unheard = {"id": "i", "role": "user", "content": [{"type": "input_audio", "transcript": None}]}
    assert read("conversation.item.done", item=unheard) == ItemDone(
        "i", "user", "", "completed", 7.0
    )


CALL = {"id": "i", "type": "function_call", "name": "f", "call_id": "c", "arguments": "{}"}
MCP = {"id": "m", "type": "mcp_call", "name": "f", "server_label": "s", "arguments": "{}"}


def test_a_call_of_a_tool_is_an_item_of_nobody_and_tells_how_the_tool_was_called():
    use = ToolUse("c", "f", "{}")
    added = read("conversation.item.added", item=CALL, previous_item_id="h")
    assert added == ItemAdded("i", "h", "", "", True, 7.0, use)
    done = read("conversation.item.done", item=CALL)
    assert done == ItemDone("i", "", "", "completed", 7.0, use)
    broken = {**CALL, "status": "incomplete"}
    assert read("response.output_item.done", response_id="r", item=broken) == OutputItemDone(
        "r", "i", "incomplete", 7.0, use
    )


def test_what_a_tool_answered_is_told_apart_from_what_it_was_asked():
    output = {"id": "o", "type": "function_call_output", "call_id": "c", "output": "foggy"}
    added = read("conversation.item.added", item=output)
    assert added == ItemAdded("o", "", "", "", True, 7.0, ToolUse("c", output="foggy"))


@pytest.mark.parametrize(
    ("more", "output"),
    [
        ({}, None),
        ({"output": "foggy"}, "foggy"),
        ({"error": {"type": "http_error", "code": 500, "message": "No."}}, "failed: No."),
        ({"error": {"type": "protocol_error"}}, "failed: no reason given"),
    ],
)
def test_a_call_on_an_mcp_server_is_a_call_and_its_output_in_one(
    more: dict[str, Any], output: str | None
):
    done = read("conversation.item.done", item={**MCP, **more})
    assert done == ItemDone("m", "", "", "completed", 7.0, ToolUse("m", "f", "{}", output))


@pytest.mark.parametrize("kind", ["mcp_list_tools", "mcp_approval_request", "new_one"])
def test_other_items_of_tools_are_items_of_nobody(kind: str):
    added = read("conversation.item.added", item={"id": "i", "type": kind, "arguments": "{}"})
    assert added == ItemAdded("i", "", "", "", True, 7.0)


@pytest.mark.parametrize(
    ("written", "asked"),
    [({"tui_voice": "7"}, "7"), ({"other": "7"}, ""), ({"tui_voice": 7}, ""), (None, ""), (3, "")],
)
def test_a_response_tells_what_we_called_it_when_we_asked(written: Any, asked: str):
    created = read("response.created", response={"id": "r", "metadata": written})
    assert created == ResponseCreated("r", 7.0, asked)
    assert read("response.created", response={"id": "r"}) == ResponseCreated("r", 7.0, "")


@pytest.mark.parametrize(("said", "voice"), [("cedar", "cedar"), ({"id": "voice_1"}, "voice_1")])
def test_the_session_says_its_voice_by_name_or_by_id(said: Any, voice: str):
    session = {"model": "gpt-realtime-2.1", "audio": {"output": {"voice": said}}}
    assert read("session.updated", session=session) == SessionUpdated(
        "gpt-realtime-2.1", voice, 7.0
    )


def test_a_session_that_says_nothing_of_itself_is_a_session_still():
    assert read("session.created", session={}) == SessionCreated("", "", 0, 7.0)


def test_the_usage_of_an_answer_is_read_by_kind_and_cached_tokens_are_a_subset():
    usage = {
        "input_token_details": {
            "text_tokens": 14,
            "audio_tokens": 26,
            "image_tokens": 1,
            "cached_tokens": 20,
            "cached_tokens_details": {"text_tokens": 8, "audio_tokens": 12},
        },
        "output_token_details": {"text_tokens": 29, "audio_tokens": 77},
    }
    event = read("response.done", response={"id": "r", "status": "completed", "usage": usage})
    assert event == ResponseDone(
        response_id="r",
        status="completed",
        reason="",
        message="",
        usage=Usage(14, 26, 1, 8, 12, 0, 29, 77),
        at=7.0,
    )


def test_usage_without_details_counts_as_text():
    usage = {"input_tokens": 5, "output_tokens": 3}
    event = read("response.done", response={"id": "r", "usage": usage})
    assert isinstance(event, ResponseDone)
    assert event.usage == Usage(text_in=5, text_out=3)


def test_a_bare_sum_of_cached_tokens_is_text_first_and_never_more_than_there_was():
    details = {"text_tokens": 10, "audio_tokens": 5, "cached_tokens": 40}
    event = read("response.done", response={"id": "r", "usage": {"input_token_details": details}})
    assert isinstance(event, ResponseDone)
    assert (event.usage.text_cached, event.usage.audio_cached) == (10, 5)


@pytest.mark.parametrize("usage", [None, "a lot", {"input_token_details": 3}, {"x": 1}])
def test_odd_usage_never_loses_the_end_of_an_answer(usage: Any):
    event = read("response.done", response={"id": "r", "usage": usage})
    assert isinstance(event, ResponseDone)
    assert event.usage == Usage()


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"type": "duration", "seconds": 3}, Usage(transcription_s=3.0)),
        (
            {
                "type": "tokens",
                "input_token_details": {"text_tokens": 1, "audio_tokens": 13},
                "output_tokens": 9,
            },
            Usage(text_in=1, audio_in=13, text_out=9),
        ),
        (
            {"type": "tokens", "input_tokens": 13, "output_tokens": 9},
            Usage(audio_in=13, text_out=9),
        ),
        (None, Usage()),
    ],
)
def test_transcription_is_billed_by_duration_or_by_tokens(usage: Any, expected: Usage):
    event = read(
        "conversation.item.input_audio_transcription.completed",
        item_id="i",
        transcript="Hello.",
        usage=usage,
    )
    assert event == TranscriptionCompleted("i", "Hello.", expected, 7.0)


def test_a_transcription_that_failed_says_why():
    event = read(
        "conversation.item.input_audio_transcription.failed",
        item_id="i",
        error={"code": "audio_unintelligible", "message": "The audio could not be transcribed."},
    )
    assert event == TranscriptionFailed("i", "The audio could not be transcribed.", 7.0)


def test_a_transcription_delta_may_be_empty():
    event = read("conversation.item.input_audio_transcription.delta", item_id="i")
    assert event == TranscriptionDelta("i", "", 7.0)


def test_an_answer_that_failed_says_why_in_words():
    details = {"type": "failed", "error": {"type": "x", "code": "insufficient_quota"}}
    event = read(
        "response.done", response={"id": "r", "status": "failed", "status_details": details}
    )
    assert isinstance(event, ResponseDone)
    assert (event.status, event.reason) == ("failed", "")
    assert "no credit left" in event.message


def test_an_answer_that_was_cut_keeps_its_reason():
    details = {"type": "cancelled", "reason": "turn_detected"}
    response = {"id": "r", "status": "cancelled", "status_details": details}
    event = read("response.done", response=response)
    assert isinstance(event, ResponseDone)
    assert (event.reason, event.message) == ("turn_detected", "")


def test_an_error_keeps_the_servers_words_without_control_characters():
    error = {"type": "invalid_request_error", "code": None, "message": "no\x1b[2J\nway"}
    assert read("error", error=error) == ServerFailed(
        "invalid_request_error", "", "no [2J way", "", 7.0
    )


def test_an_error_may_number_its_code_and_name_our_event():
    error = {"code": 503, "message": "", "event_id": "event_12"}
    assert read("error", error=error) == ServerFailed(
        "", "503", "The server reported an error (503).", "event_12", 7.0
    )


def test_what_needs_no_action_is_ignored_by_name():
    assert read("rate_limits.updated") == ServerEventIgnored("rate_limits.updated")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["session", "item", "item_id", "response", "response_id", "delta", "error", "usage"]
    ),
    JSON | st.dictionaries(st.sampled_from(["id", "usage", "status", "content", "audio"]), JSON),
)


@given(st.binary().filter(lambda pcm: len(pcm) % 2 == 0))
def test_no_sample_is_lost_on_the_way(pcm: bytes):
    event = read("response.output_audio.delta", delta=base64.b64encode(pcm).decode(), **ANSWER)
    assert isinstance(event, AnswerAudioDelta)
    assert event.pcm == pcm


@given(st.binary() | st.text())
def test_no_bytes_and_no_text_raise(frame: bytes | str):
    assert isinstance(decode(frame, 0.0), ServerEvent)


@given(st.sampled_from(sorted(DECODERS)), FIELDS)
def test_no_shape_of_a_known_type_raises(kind: str, fields: dict[str, Any]):
    assert isinstance(decode(json.dumps({**fields, "type": kind}), 0.0), ServerEvent)


def test_a_frame_longer_than_any_event_is_not_looked_at():
    event = decode('{"type": "' + "x" * LONGEST_FRAME + '"}', 7.0)
    assert isinstance(event, ServerEventUnknown)
    assert (event.type, "longer than any event" in event.reason) == ("", True)

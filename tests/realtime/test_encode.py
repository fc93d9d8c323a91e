"""What we do goes over the wire in the protocol's words."""

import base64
import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from openai.types.realtime import RealtimeClientEvent
from pydantic import BaseModel, TypeAdapter

from tests.realtime.traces import messages, requires_traces
from tui_voice.config.settings import NoiseReduction, Settings, Turns
from tui_voice.realtime.encode import encode
from tui_voice.session.effects import (
    AppendAudio,
    CancelResponse,
    ClearAudio,
    ClientEffect,
    CommitAudio,
    CreateItem,
    CreateResponse,
    DeleteItem,
    TruncateItem,
    UpdateSession,
)

ADAPTER: TypeAdapter[Any] = TypeAdapter(RealtimeClientEvent)

EFFECTS: list[ClientEffect] = [
    UpdateSession(Settings()),
    UpdateSession(Settings(turns=Turns.SERVER_VAD, voice="voice_mine"), with_voice=False),
    UpdateSession(Settings(turns=Turns.SEMANTIC_VAD, noise_reduction=NoiseReduction.OFF)),
    UpdateSession(Settings(), transcribes=True),
    AppendAudio(bytes(960)),
    CommitAudio(),
    ClearAudio(),
    CreateItem("item_1", "user", "Hello"),
    CreateItem("item_2", "assistant", "Hi"),
    CreateItem("item_3", "system", "Be kind"),
    DeleteItem("item_1"),
    TruncateItem("item_2", 1200),
    CreateItem("item_4", "tool_call", '{"city": "London"}', "get_weather", "call_1"),
    CreateItem("item_5", "tool_output", "foggy", call_id="call_1"),
    CreateResponse(),
    CreateResponse(asked="7"),
    CreateResponse(reading="What time is it?", asked="8"),
    CancelResponse("resp_1"),
]


def sent(effect: ClientEffect) -> dict[str, Any]:
    return json.loads(encode(effect, "event_1"))


def strangers(model: BaseModel) -> list[str]:
    """Fields, at any depth, that the package does not know; it lets them pass."""
    inner = [value for _, value in model if isinstance(value, BaseModel)]
    for _, value in model:
        inner += [v for v in value if isinstance(v, BaseModel)] if isinstance(value, list) else []
    return [*(model.model_extra or {}), *(name for part in inner for name in strangers(part))]


def session(settings: Settings, *, with_voice: bool = True) -> dict[str, Any]:
    return sent(UpdateSession(settings, with_voice))["session"]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda e: type(e).__name__)
def test_what_we_send_is_an_event_of_the_openai_package_down_to_the_last_field(
    effect: ClientEffect,
):
    event = ADAPTER.validate_json(encode(effect, "event_1"), strict=True)
    assert event.event_id == "event_1"
    assert strangers(event) == []


def test_every_kind_of_client_effect_is_tried():
    assert {type(effect) for effect in EFFECTS} == set(get_args(ClientEffect))


def test_a_session_is_told_its_formats_voice_and_how_to_listen():
    assert session(Settings(instructions="Be brief.", transcription_language="de")) == {
        "type": "realtime",
        "output_modalities": ["audio"],
        "instructions": "Be brief.",
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "turn_detection": None,
                "transcription": {"model": "gpt-realtime-whisper", "language": "de"},
                "noise_reduction": {"type": "near_field"},
            },
            "output": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "voice": "cedar",
                "speed": 1.0,
            },
        },
    }


def test_a_session_that_has_spoken_is_not_told_its_voice_again():
    assert "voice" not in session(Settings(), with_voice=False)["audio"]["output"]


def test_a_voice_of_ones_own_goes_by_its_id():
    spoken = session(Settings(voice="voice_mine"))["audio"]["output"]
    assert spoken["voice"] == {"id": "voice_mine"}


@pytest.mark.parametrize("turns", [Turns.SERVER_VAD, Turns.SEMANTIC_VAD])
def test_hands_free_the_server_answers_and_interrupts_by_itself(turns: Turns):
    detection = session(Settings(turns=turns))["audio"]["input"]["turn_detection"]
    assert detection["type"] == turns.value
    assert detection["create_response"] is detection["interrupt_response"] is True


def test_server_vad_waits_half_a_second_of_silence():
    listening = session(Settings(turns=Turns.SERVER_VAD))["audio"]["input"]
    assert listening["turn_detection"]["silence_duration_ms"] == 500


def test_what_is_off_is_sent_as_null_so_that_a_server_turns_it_off():
    off = replace(Settings(), transcription_model="", noise_reduction=NoiseReduction.OFF)
    listening = session(off)["audio"]["input"]
    assert listening["transcription"] is listening["noise_reduction"] is None


def test_sound_goes_as_base64():
    pcm = bytes(range(250))
    assert base64.b64decode(sent(AppendAudio(pcm))["audio"], validate=True) == pcm


@pytest.mark.parametrize(
    ("role", "kind"),
    [("user", "input_text"), ("system", "input_text"), ("assistant", "output_text")],
)
def test_each_role_has_its_kind_of_text(role: str, kind: str):
    assert sent(CreateItem("item_1", role, "Hello"))["item"] == {
        "id": "item_1",
        "type": "message",
        "role": role,
        "content": [{"type": kind, "text": "Hello"}],
    }


@requires_traces
def test_history_is_seeded_with_the_fields_a_real_server_was_seen_to_accept():
    theirs = [
        m["data"]["item"]
        for m in messages("openai-history-seeding.jsonl")
        if m["direction"] == "sent" and m["data"]["type"] == "conversation.item.create"
    ]
    assert len(theirs) > 1
    for item in theirs:
        text = item["content"][0]["text"]
        ours = sent(CreateItem("item_1", item["role"], text))["item"]
        assert {name: ours[name] for name in item if name != "id"} == {
            name: value for name, value in item.items() if name != "id"
        }


def test_a_transcription_session_leaves_the_end_of_a_passage_to_us():
    update = sent(UpdateSession(Settings(transcription_language="de"), transcribes=True))
    assert update["session"]["type"] == "transcription"
    heard = update["session"]["audio"]["input"]
    assert heard["turn_detection"] is None
    assert heard["transcription"] == {"model": "gpt-realtime-whisper", "language": "de"}


def test_a_text_is_read_beside_the_conversation_and_from_itself_alone():
    response = sent(CreateResponse(reading="What time is it?"))["response"]
    assert response["conversation"] == "none"
    assert response["output_modalities"] == ["audio"]
    (item,) = response["input"]
    assert item["content"] == [{"type": "input_text", "text": "What time is it?"}]

"""Merging a session.update, without a server."""

from typing import Any

import pytest

from tui_voice.offline.protocol import ProtocolError
from tui_voice.offline.session_config import INSTRUCTIONS, default_config, merge

DEFAULTS = default_config("gpt-realtime-2.1", "sess_1", 0)


def _merged(audio_given: bool = False, **session: Any) -> dict[str, Any]:
    return merge(DEFAULTS, {"type": "realtime", **session}, audio_given=audio_given)


def test_merging_leaves_the_old_settings_as_they_were() -> None:
    before = default_config("gpt-realtime-2.1", "sess_1", 0)
    _merged(instructions="Be brief.", audio={"output": {"voice": "cedar"}})
    assert before == DEFAULTS


def test_no_instructions_are_the_default_ones() -> None:
    assert _merged(instructions="")["instructions"] == INSTRUCTIONS


def test_turn_detection_is_filled_in_with_the_defaults_of_its_kind() -> None:
    merged = _merged(audio={"input": {"turn_detection": {"type": "semantic_vad"}}})
    assert merged["audio"]["input"]["turn_detection"] == {
        "type": "semantic_vad",
        "eagerness": "auto",
        "create_response": True,
        "interrupt_response": True,
    }


def test_turn_detection_can_be_turned_off() -> None:
    merged = _merged(audio={"input": {"turn_detection": None}})
    assert merged["audio"]["input"]["turn_detection"] is None


def test_all_that_the_app_sends_is_accepted() -> None:
    merged = _merged(
        model="gpt-realtime-2.1",
        output_modalities=["audio"],
        max_output_tokens=400,
        reasoning={"effort": "low"},
        tools=[],
        audio={
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "noise_reduction": {"type": "near_field"},
                "transcription": {"model": "gpt-realtime-whisper", "language": "en"},
                "turn_detection": {"type": "server_vad", "idle_timeout_ms": 6000},
            },
            "output": {"format": {"type": "audio/pcm"}, "voice": {"id": "mine"}, "speed": 1.5},
        },
    )
    assert merged["audio"]["output"]["voice"] == {"id": "mine"}
    assert merged["audio"]["output"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert merged["audio"]["input"]["transcription"]["prompt"] is None


@pytest.mark.parametrize(
    ("session", "param", "code"),
    [
        ({"colour": 1}, "session.colour", "unknown_parameter"),
        ({"audio": {"input": {"pitch": 1}}}, "session.audio.input.pitch", "unknown_parameter"),
        ({"audio": 5}, "session.audio", "invalid_type"),
        ({"type": "transcription"}, "session.type", "invalid_parameter"),
        ({"model": "another"}, "session.model", "invalid_value"),
        ({"output_modalities": ["text", "audio"]}, "session.output_modalities", "invalid_value"),
        ({"max_output_tokens": 5000}, "session.max_output_tokens", "integer_above_max_value"),
        (
            {"audio": {"output": {"speed": 2}}},
            "session.audio.output.speed",
            "integer_above_max_value",
        ),
        (
            {"audio": {"output": {"speed": 0.1}}},
            "session.audio.output.speed",
            "decimal_below_min_value",
        ),
        ({"audio": {"output": {"speed": True}}}, "session.audio.output.speed", "invalid_type"),
        ({"audio": {"output": {"voice": 5}}}, "session.audio.output.voice", "invalid_type"),
        (
            {"audio": {"input": {"format": {"type": "audio/pcmu"}}}},
            "session.audio.input.format",
            "invalid_value",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "telepathy"}}}},
            "session.audio.input.turn_detection.type",
            "invalid_value",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "server_vad", "eagerness": "low"}}}},
            "session.audio.input.turn_detection.eagerness",
            "unknown_parameter",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": 2}}}},
            "session.audio.input.turn_detection.threshold",
            "integer_above_max_value",
        ),
    ],
)
def test_a_wrong_field_is_named(session: dict[str, Any], param: str, code: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        _merged(**session)
    assert refused.value.param == param
    assert refused.value.code == code
    assert f"'{param}" in refused.value.message or code in {"invalid_value", "invalid_parameter"}

"""The settings of ``audio.input``, which sessions of every kind have. Pure."""

from copy import deepcopy
from typing import Any, TypeAlias, cast

from tui_voice.offline.checks import (
    Rule,
    array_of,
    checked,
    complete,
    flag,
    invalid,
    number,
    one_of,
    or_null,
    text,
    whole,
)

Config: TypeAlias = dict[str, Any]

PCM = {"type": "audio/pcm", "rate": 24000}
"""The only format there is, in and out."""

_TURN_DETECTION: dict[str, Config] = {
    "server_vad": {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 200,
        "idle_timeout_ms": None,
        "create_response": True,
        "interrupt_response": True,
    },
    "semantic_vad": {
        "type": "semantic_vad",
        "eagerness": "auto",
        "create_response": True,
        "interrupt_response": True,
    },
}


def default_input() -> Config:
    """Return the settings before a client says anything, those recorded from OpenAI."""
    return {
        "format": dict(PCM),
        "transcription": None,
        "noise_reduction": None,
        "turn_detection": dict(_TURN_DETECTION["server_vad"]),
    }


def laid_over(below: Config, above: Config) -> Config:
    """Return a session's settings with accepted ones laid over them; ``audio`` field by field."""
    merged = deepcopy(below)
    for direction, fields in above.get("audio", {}).items():
        merged["audio"][direction].update(fields)
    merged.update((name, value) for name, value in above.items() if name != "audio")
    return merged


def audio_format(path: str, value: Any) -> Config:
    """Check a format: PCM at 24 kHz, its rate may be left out. Raises ``ProtocolError``."""
    if not isinstance(value, dict) or {**PCM, **cast("Config", value)} != PCM:
        raise invalid(path, "audio/pcm at 24000 Hz, all that the offline server speaks")
    return dict(PCM)


def _transcription(path: str, value: Any) -> Config | None:
    if value is None:
        return None
    rule: dict[str, Rule] = {
        "model": text,
        "language": or_null(text),
        "prompt": or_null(text),
        "delay": or_null(one_of("minimal", "low", "medium", "high", "xhigh")),
        "keywords": or_null(array_of(text)),
        "languages": or_null(array_of(text)),
    }
    return {"model": None, "language": None, "prompt": None, **checked(path, value, rule)}


def _turn_detection(path: str, value: Any) -> Config | None:
    if value is None:
        return None
    fields = complete(path, value)
    kind = one_of(*_TURN_DETECTION)(f"{path}.type", fields.get("type", "server_vad"))
    defaults = _TURN_DETECTION[kind]
    return {**defaults, **checked(path, fields, {name: _TURN_FIELDS[name] for name in defaults})}


_TURN_FIELDS: dict[str, Rule] = {
    "type": text,
    "threshold": number(0, 1),
    "prefix_padding_ms": whole(0, 5000),
    "silence_duration_ms": whole(0, 10_000),
    "idle_timeout_ms": or_null(whole(5000, 30_000)),
    "eagerness": one_of("low", "medium", "high", "auto"),
    "create_response": flag,
    "interrupt_response": flag,
}

INCLUDE = or_null(array_of(one_of("item.input_audio_transcription.logprobs")))
"""What else a client may ask to be told; nothing of it is known here."""

AUDIO_INPUT: dict[str, Rule] = {
    "format": audio_format,
    "transcription": _transcription,
    "noise_reduction": or_null({"type": one_of("near_field", "far_field")}),
    "turn_detection": _turn_detection,
}
"""What an update of ``audio.input`` may say."""

"""A session's settings as the protocol knows them: full defaults, and merging an update. Pure.

The defaults are those in the ``session.created`` events recorded from OpenAI.
"""

from collections.abc import Mapping
from typing import Any, cast

from tui_voice.offline import transcription_config
from tui_voice.offline.checks import (
    Rule,
    anything,
    array,
    checked,
    flag,
    invalid,
    number,
    one_of,
    or_null,
    text,
)
from tui_voice.offline.input_config import (
    AUDIO_INPUT,
    PCM,
    Config,
    audio_format,
    default_input,
    laid_over,
)
from tui_voice.offline.protocol import ProtocolError, missing, wrong_type

INSTRUCTIONS = (
    "You are the offline server of tui-voice: you tell the time and the date, do sums, count, "
    "repeat yourself and explain yourself. You are not a language model, and you say so."
)
"""What the server does; a client's own instructions replace the words, not the abilities."""

INSTRUCTIONS_FOR_MODELS = (
    "You are a voice assistant. What you write is read aloud: answer briefly, in plain sentences, "
    "in the language you are spoken to, without lists, headings or symbols."
)
"""For a language model behind this server whose client gives it none."""


def default_config(model: str, session_id: str, expires_at: int) -> Config:
    """Return the settings of a new session; ``expires_at`` in seconds since the epoch."""
    return {
        "type": "realtime",
        "object": "realtime.session",
        "id": session_id,
        "model": model,
        "output_modalities": ["audio"],
        "instructions": INSTRUCTIONS,
        "tools": [],
        "tool_choice": "auto",
        "max_output_tokens": "inf",
        "tracing": None,
        "truncation": "auto",
        "prompt": None,
        "expires_at": expires_at,
        "audio": {
            "input": default_input(),
            "output": {"format": dict(PCM), "voice": "alloy", "speed": 1.0},
        },
        "include": None,
    }


def merge(config: Config, update: Config, *, audio_given: bool) -> Config:
    """Return ``config`` with the fields of a client's ``session`` object laid over it.

    ``audio_given`` says that the voice has been heard already and can no longer change.
    Raises ``ProtocolError`` and changes nothing when a field is unknown or has a wrong value.
    """
    kind, current = kind_of(update), config["type"]
    if kind != current:
        raise ProtocolError(
            f"Passing a {kind} session update to a {current} session is not allowed.",
            code="invalid_parameter",
            param="session.type",
        )
    if kind == "transcription":
        return transcription_config.merge(config, update)
    return _merge_conversation(config, update, audio_given=audio_given)


def kind_of(update: Config) -> str:
    """Whether a client's ``session`` object means a conversation or a transcription.

    Raises ``ProtocolError`` when it does not say.
    """
    if "type" not in update:
        raise missing("session.type")
    return one_of("realtime", "transcription")("session.type", update["type"])


def _merge_conversation(config: Config, update: Config, *, audio_given: bool) -> Config:
    accepted = checked("session", update, _SESSION)
    if accepted.get("model", config["model"]) != config["model"]:
        raise ProtocolError(
            "The model of a session cannot be changed.", code="invalid_value", param="session.model"
        )
    if not accepted.get("instructions", True):
        del accepted["instructions"]  # an empty string keeps the default, as recorded from OpenAI
    merged = laid_over(config, accepted)
    if audio_given and _voice(merged) != _voice(config):
        raise ProtocolError(
            "Cannot update a conversation's voice if assistant audio is present.",
            code="cannot_update_voice",
            param="session.audio.output.voice",
        )
    return merged


def _voice(config: Config) -> object:
    return config["audio"]["output"]["voice"]


def modalities(path: str, value: Any) -> list[str]:
    """Check ``output_modalities``: one of text and audio. Raises ``ProtocolError``."""
    if value not in (["text"], ["audio"]):
        raise invalid(path, "['text'] or ['audio']")
    return value


def max_output_tokens(path: str, value: Any) -> int | str:
    """Check a limit on the length of an answer. Raises ``ProtocolError``."""
    if value == "inf":
        return value
    return int(number(1, 4096)(path, value))


def voice(path: str, value: Any) -> str | Config:
    """Check a voice: a name, or an object with an ``id``. Raises ``ProtocolError``."""
    if isinstance(value, dict):
        return {"id": text(f"{path}.id", cast("Config", value).get("id"))}
    return text(path, value)


def tools(path: str, value: Any) -> list[Any]:
    """Check the tools: functions have a name. Raises ``ProtocolError``."""
    for index, tool in enumerate(array(path, value)):
        place = f"{path}[{index}]"
        if not isinstance(tool, dict):
            raise wrong_type(place, "an object", tool)
        fields = cast("Config", tool)
        if one_of("function", "mcp")(f"{place}.type", fields.get("type")) == "function":
            text(f"{place}.name", fields.get("name"))
            if not isinstance(fields.get("parameters") or {}, dict):
                raise invalid(f"{place}.parameters", "a JSON schema")
    return value


_SESSION: Mapping[str, Rule] = {
    "type": text,
    "model": text,
    "output_modalities": modalities,
    "instructions": text,
    "tools": tools,
    "tool_choice": anything,
    "max_output_tokens": max_output_tokens,
    "tracing": anything,
    "truncation": anything,
    "prompt": anything,
    "reasoning": anything,
    "parallel_tool_calls": flag,
    "include": or_null(array),
    "audio": {
        "input": AUDIO_INPUT,
        "output": {"format": audio_format, "voice": voice, "speed": number(0.25, 1.5)},
    },
}

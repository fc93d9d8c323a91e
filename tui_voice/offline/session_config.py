"""A session's settings as the protocol knows them: full defaults, and merging an update. Pure.

The defaults are those in the ``session.created`` events recorded from OpenAI.
"""

from collections.abc import Mapping
from typing import Any

from tui_voice.offline import transcription_config
from tui_voice.offline.checks import (
    Rule,
    anything,
    checked,
    complete,
    flag,
    invalid,
    number,
    object_of,
    one_of,
    or_null,
    text,
    whole,
    word_or,
)
from tui_voice.offline.input_config import (
    AUDIO_INPUT,
    INCLUDE,
    PCM,
    Config,
    audio_format,
    default_input,
    laid_over,
)
from tui_voice.offline.protocol import ProtocolError
from tui_voice.offline.tool_config import tool_choice, tools

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
    kind = complete("session", update, "type")["type"]
    return one_of("realtime", "transcription")("session.type", kind)


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
    return whole(1, 4096)(path, value)


def voice(path: str, value: Any) -> str | Config:
    """Check a voice: a name, or an object with an ``id``. Raises ``ProtocolError``."""
    return (
        text(path, value)
        if isinstance(value, str)
        else checked(path, complete(path, value, "id"), {"id": text})
    )


# What is only kept has the shape of OpenAI's types, since it is told back to clients that use them.

prompt = or_null({"id": text, "version": or_null(text), "variables": or_null(object_of(text))})
reasoning = or_null({"effort": or_null(one_of("minimal", "low", "medium", "high", "xhigh"))})
_TRACING: Rule = {
    "group_id": or_null(text),
    "metadata": anything,
    "workflow_name": or_null(text),
}
_TRUNCATION: Rule = {
    "type": one_of("retention_ratio"),
    "retention_ratio": number(0, 1),
    "token_limits": or_null({"post_instructions": or_null(whole(0, 10_000_000))}),
}

_SESSION: Mapping[str, Rule] = {
    "type": text,
    "model": text,
    "output_modalities": modalities,
    "instructions": text,
    "tools": tools,
    "tool_choice": or_null(tool_choice),
    "max_output_tokens": max_output_tokens,
    "tracing": or_null(word_or(("auto",), _TRACING)),
    "truncation": word_or(("auto", "disabled"), _TRUNCATION),
    "prompt": prompt,
    "reasoning": reasoning,
    "parallel_tool_calls": flag,
    "include": INCLUDE,
    "audio": {
        "input": AUDIO_INPUT,
        "output": {"format": audio_format, "voice": voice, "speed": number(0.25, 1.5)},
    },
}

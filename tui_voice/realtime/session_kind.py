"""The two kinds of session that the protocol has."""

from enum import StrEnum
from typing import Any

from tui_voice.config.settings import Settings


class SessionKind(StrEnum):
    """What a session is for, in the protocol's words. It is decided before the connection."""

    CONVERSATION = "realtime"
    TRANSCRIPTION = "transcription"
    """Nothing is answered; what is said is written down."""


def first_session(kind: SessionKind, settings: Settings) -> dict[str, Any]:
    """The session that a secret is asked for; a secret for one kind does not open the other."""
    if kind is SessionKind.CONVERSATION:
        return {"type": kind.value, "model": settings.model}
    transcription = {"model": settings.transcription_model}
    return {"type": kind.value, "audio": {"input": {"transcription": transcription}}}


def first_query(kind: SessionKind, settings: Settings) -> dict[str, str]:
    """What the address must say; OpenAI refuses to be told a model it writes down with."""
    if kind is SessionKind.CONVERSATION:
        return {"model": settings.model}
    return {"intent": kind.value}


def second_query(kind: SessionKind, settings: Settings) -> dict[str, str]:
    """What to say where the first is refused; empty where there is no other way.

    speaches refuses not to be told a model, and takes it for the one that writes down.
    """
    if kind is SessionKind.CONVERSATION:
        return {}
    return {"intent": kind.value, "model": settings.transcription_model}

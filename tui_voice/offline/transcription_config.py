"""The settings of a session that only writes down what is said. Pure."""

from collections.abc import Mapping

from tui_voice.offline.checks import Rule, checked, text
from tui_voice.offline.input_config import AUDIO_INPUT, INCLUDE, Config, default_input, laid_over
from tui_voice.offline.protocol import ProtocolError

_MODEL = "gpt-transcribe"

_WITHOUT_TURN_DETECTION = frozenset({"gpt-live-transcribe", "gpt-realtime-whisper"})
"""OpenAI's models whose clients must say themselves when a turn is over."""

_NO_ANSWERS = {"create_response": False, "interrupt_response": False, "idle_timeout_ms": None}
"""What turn detection does to answers: nothing, for there are none."""


def default_config(session_id: str, expires_at: int) -> Config:
    """Return the settings of a new session; ``expires_at`` in seconds since the epoch."""
    audio_input = default_input()
    audio_input["transcription"] = {"model": _MODEL, "language": None, "prompt": None}
    audio_input["turn_detection"] |= _NO_ANSWERS
    return {
        "type": "transcription",
        "object": "realtime.transcription_session",
        "id": session_id,
        "expires_at": expires_at,
        "audio": {"input": audio_input},
        "include": None,
    }


def merge(config: Config, update: Config) -> Config:
    """Return ``config`` with the fields of a client's ``session`` object laid over it.

    Raises ``ProtocolError`` and changes nothing when a field is unknown or has a wrong value.
    """
    accepted = checked("session", update, _SESSION)
    merged = laid_over(config, accepted)
    audio_input: Config = merged["audio"]["input"]
    transcription: Config | None = audio_input["transcription"]
    if transcription and transcription["model"] in _WITHOUT_TURN_DETECTION:
        if accepted.get("audio", {}).get("input", {}).get("turn_detection"):
            raise ProtocolError(
                "Turn detection is not supported for this transcription model.",
                code="invalid_value",
                param="session.audio.input.turn_detection",
            )
        audio_input["turn_detection"] = None
    if audio_input["turn_detection"]:
        audio_input["turn_detection"] |= _NO_ANSWERS
    return merged


def is_transcription_model(name: str) -> bool:
    """Whether OpenAI's model of this name only transcribes, and cannot hold a conversation."""
    return "transcribe" in name or "whisper" in name


_SESSION: Mapping[str, Rule] = {
    "type": text,
    "include": INCLUDE,
    "audio": {"input": AUDIO_INPUT},
}

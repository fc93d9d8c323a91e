"""The shapes of the server's events on the wire: only the fields we read.

Everything a server may leave out or send as null has a default here; what we cannot do without
has none, and its absence makes the event malformed. Fields not named here are skipped.
"""

from msgspec import Raw, Struct

NULL = Raw(b"null")

ASKED = "tui_voice"
"""The name, in a response's metadata, of what we called the response when we asked for it."""


class Tag(Struct, frozen=True):
    """What every event has."""

    type: str


class Content(Struct, frozen=True):
    """One part of an item: words, or sound with its transcript."""

    type: str = ""
    text: str | None = None
    transcript: str | None = None


class ToolFailure(Struct, frozen=True):
    """Why a tool of an MCP server gave no output."""

    message: str | None = None


class Item(Struct, frozen=True):
    """A conversation item; a tool's has neither role nor content."""

    id: str
    type: str = "message"
    role: str | None = None
    status: str | None = None
    content: tuple[Content, ...] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: str | None = None
    output: str | None = None
    error: ToolFailure | None = None


class CustomVoice(Struct, frozen=True):
    """A voice of one's own."""

    id: str


class Output(Struct, frozen=True):
    """How the session speaks."""

    voice: str | CustomVoice | None = None


class Audio(Struct, frozen=True):
    """The session's sound."""

    output: Output | None = None


class Session(Struct, frozen=True):
    """The session in force; ``expires_at`` in seconds since the epoch."""

    id: str = ""
    model: str | None = None
    expires_at: float | None = None
    audio: Audio | None = None


class Failure(Struct, frozen=True):
    """What went wrong. Some servers number their codes."""

    type: str | None = None
    code: str | int | None = None
    message: str | None = None
    event_id: str | None = None


class StatusDetails(Struct, frozen=True):
    """Why a response ended as it did."""

    reason: str | None = None
    error: Failure | None = None


class Response(Struct, frozen=True):
    """An answer. Its usage is read apart, so that odd numbers never lose the end of an answer;
    so is what the client wrote on it."""

    id: str
    status: str | None = None
    status_details: StatusDetails | None = None
    usage: Raw = NULL
    metadata: Raw = NULL


class SessionFrame(Struct, frozen=True):
    """``session.created``, ``session.updated``."""

    session: Session


class ItemFrame(Struct, frozen=True):
    """``conversation.item.added``, ``.created``, ``.done``."""

    item: Item
    previous_item_id: str | None = None


class OfItem(Struct, frozen=True):
    """An event about an item; some say no more than which."""

    item_id: str


class OfAnswer(OfItem, frozen=True):
    """An event about an item of an answer; ``response.output_audio.done`` says no more."""

    response_id: str


class StartedFrame(OfItem, frozen=True):
    """``input_audio_buffer.speech_started``."""

    audio_start_ms: float = 0


class EndedFrame(OfItem, frozen=True):
    """``input_audio_buffer.speech_stopped``, ``conversation.item.truncated``."""

    audio_end_ms: float = 0


class CommittedFrame(OfItem, frozen=True):
    """``input_audio_buffer.committed``."""

    previous_item_id: str | None = None


class TranscriptionDeltaFrame(OfItem, frozen=True):
    """``conversation.item.input_audio_transcription.delta``; some models send none but the id."""

    delta: str | None = None


class TranscriptionCompletedFrame(OfItem, frozen=True):
    """``conversation.item.input_audio_transcription.completed``."""

    transcript: str
    usage: Raw = NULL


class TranscriptionFailedFrame(OfItem, frozen=True):
    """``conversation.item.input_audio_transcription.failed``."""

    error: Failure = Failure()


class ResponseFrame(Struct, frozen=True):
    """``response.created``, ``response.done``."""

    response: Response


class OutputItemFrame(Struct, frozen=True):
    """``response.output_item.added``, ``response.output_item.done``."""

    response_id: str
    item: Item


class TextDeltaFrame(OfAnswer, frozen=True):
    """``response.output_text.delta``, ``response.output_audio_transcript.delta``."""

    delta: str


class TextDoneFrame(OfAnswer, frozen=True):
    """``response.output_text.done``."""

    text: str


class TranscriptDoneFrame(OfAnswer, frozen=True):
    """``response.output_audio_transcript.done``."""

    transcript: str


class AudioDeltaFrame(OfAnswer, frozen=True):
    """``response.output_audio.delta``: base64 on the wire, bytes here."""

    delta: bytes


class ErrorFrame(Struct, frozen=True):
    """``error``."""

    error: Failure

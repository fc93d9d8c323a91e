"""The shapes of the server's events on the wire: only the fields we read.

Everything a server may leave out or send as null has a default here; what we cannot do without
has none, and its absence makes the event malformed. Fields not named here are skipped.
"""

from msgspec import Raw, Struct

NULL = Raw(b"null")


class Tag(Struct, frozen=True):
    """What every event has."""

    type: str


class Content(Struct, frozen=True):
    """One part of an item: words, or sound with its transcript."""

    type: str = ""
    text: str | None = None
    transcript: str | None = None


class Item(Struct, frozen=True):
    """A conversation item; tool calls have neither role nor content."""

    id: str
    type: str = "message"
    role: str | None = None
    status: str | None = None
    content: tuple[Content, ...] | None = None


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
    """An answer. Its usage is read apart, so that odd numbers never lose the end of an answer."""

    id: str
    status: str | None = None
    status_details: StatusDetails | None = None
    usage: Raw = NULL


class SessionFrame(Struct, frozen=True):
    """``session.created``, ``session.updated``."""

    session: Session


class ItemFrame(Struct, frozen=True):
    """``conversation.item.added``, ``.created``, ``.done``."""

    item: Item
    previous_item_id: str | None = None


class ItemIdFrame(Struct, frozen=True):
    """Events that say no more than which item they are about."""

    item_id: str


class TruncatedFrame(Struct, frozen=True):
    """``conversation.item.truncated``."""

    item_id: str
    audio_end_ms: float = 0


class SpeechStartedFrame(Struct, frozen=True):
    """``input_audio_buffer.speech_started``."""

    item_id: str
    audio_start_ms: float = 0


class SpeechStoppedFrame(Struct, frozen=True):
    """``input_audio_buffer.speech_stopped``."""

    item_id: str
    audio_end_ms: float = 0


class CommittedFrame(Struct, frozen=True):
    """``input_audio_buffer.committed``."""

    item_id: str
    previous_item_id: str | None = None


class TranscriptionDeltaFrame(Struct, frozen=True):
    """``conversation.item.input_audio_transcription.delta``; some models send none but the id."""

    item_id: str
    delta: str | None = None


class TranscriptionCompletedFrame(Struct, frozen=True):
    """``conversation.item.input_audio_transcription.completed``."""

    item_id: str
    transcript: str
    usage: Raw = NULL


class TranscriptionFailedFrame(Struct, frozen=True):
    """``conversation.item.input_audio_transcription.failed``."""

    item_id: str
    error: Failure = Failure()


class ResponseFrame(Struct, frozen=True):
    """``response.created``, ``response.done``."""

    response: Response


class OutputItemFrame(Struct, frozen=True):
    """``response.output_item.added``."""

    response_id: str
    item: Item


class TextDeltaFrame(Struct, frozen=True):
    """``response.output_text.delta``, ``response.output_audio_transcript.delta``."""

    response_id: str
    item_id: str
    delta: str


class TextDoneFrame(Struct, frozen=True):
    """``response.output_text.done``."""

    response_id: str
    item_id: str
    text: str


class TranscriptDoneFrame(Struct, frozen=True):
    """``response.output_audio_transcript.done``."""

    response_id: str
    item_id: str
    transcript: str


class AudioDeltaFrame(Struct, frozen=True):
    """``response.output_audio.delta``: base64 on the wire, bytes here."""

    response_id: str
    item_id: str
    delta: bytes


class AudioDoneFrame(Struct, frozen=True):
    """``response.output_audio.done``."""

    response_id: str
    item_id: str


class ErrorFrame(Struct, frozen=True):
    """``error``."""

    error: Failure

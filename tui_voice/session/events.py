"""What has happened: the one vocabulary in which every part of the house reports.

Past tense, frozen, closed. ``at`` is a monotonic time in seconds, present where time matters.
PCM is 24 kHz mono little-endian PCM16 everywhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui_voice.config.settings import Settings
from tui_voice.conversation.usage import Usage

# ── the person ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Started:
    """The program is up: connect. ``wall`` is the time since the epoch at ``at``."""

    at: float
    wall: float


@dataclass(frozen=True, slots=True)
class RecordToggled:
    """The record key was pressed."""

    at: float


@dataclass(frozen=True, slots=True)
class RecordWished:
    """The microphone is to be open, or not; nothing happens where it is so already."""

    on: bool
    at: float


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """Esc was pressed."""

    at: float


@dataclass(frozen=True, slots=True)
class MuteToggled:
    """The mute key was pressed."""

    at: float


@dataclass(frozen=True, slots=True)
class MuteWished:
    """The microphone is to be muted, or not; nothing happens where it is so already."""

    on: bool
    at: float


@dataclass(frozen=True, slots=True)
class MessageTyped:
    """The person sent a typed turn."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class ReadingRequested:
    """The person wants these texts read aloud, one after the other, beside the conversation."""

    texts: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The person saved the settings screen."""

    settings: Settings
    at: float


@dataclass(frozen=True, slots=True)
class ReconnectRequested:
    """The person asked for a new connection."""

    at: float


@dataclass(frozen=True, slots=True)
class DevicesRequested:
    """A screen wants the list of sound devices, read anew."""


@dataclass(frozen=True, slots=True)
class QuitRequested:
    """The person leaves."""


# ── the microphone ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CaptureStarted:
    """The first block has really arrived."""

    at: float


@dataclass(frozen=True, slots=True)
class AudioCaptured:
    """A chunk of speech to send; ``at`` is when its last sample was captured."""

    pcm: bytes
    at: float


@dataclass(frozen=True, slots=True)
class CaptureStopped:
    """The microphone is closed and its tail has been delivered as ``AudioCaptured``."""

    at: float


@dataclass(frozen=True, slots=True)
class CaptureFailed:
    """The microphone could not be opened or went away; ``message`` says what to do."""

    message: str
    at: float


@dataclass(frozen=True, slots=True)
class CaptureSuspected:
    """What the microphone delivers can hardly be speech; ``message`` says why and what to do.

    Each thing is said once in a recording; about the whole of it before ``CaptureStopped``.
    """

    message: str
    at: float


@dataclass(frozen=True, slots=True)
class MicrophoneLevelMeasured:
    """Peak and RMS of the latest 20 to 100 ms, in dBFS (0 is full scale, -96 or less silence).

    ``overflows`` is how often sound was lost since the start: nobody took it from the device.
    """

    peak_db: float
    rms_db: float
    overflows: int = 0


# ── the speaker ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """The first sample of an item leaves the device at ``at``."""

    item_id: str
    at: float


@dataclass(frozen=True, slots=True)
class PlayheadMoved:
    """So many samples of the item have been heard; the level is of what is playing now."""

    item_id: str
    heard_samples: int
    peak_db: float
    rms_db: float
    underruns: int


@dataclass(frozen=True, slots=True)
class PlaybackFinished:
    """The last sample of an item has left the device."""

    item_id: str
    heard_samples: int
    at: float


@dataclass(frozen=True, slots=True)
class PlaybackStopped:
    """The speaker was silenced on request.

    ``heard`` maps each item that was not yet finished to the samples of it that were heard,
    in the order they were scheduled; empty when nothing was playing.
    """

    heard: tuple[tuple[str, int], ...]
    at: float


@dataclass(frozen=True, slots=True)
class PlaybackFailed:
    """The speaker could not be opened or went away; ``message`` says what to do."""

    message: str
    at: float


@dataclass(frozen=True, slots=True)
class DevicesListed:
    """The names of the sound devices that exist now, the default first."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A sound device went away, or is back; ``message`` says which is used now."""

    message: str
    at: float


# ── the connection ──────────────────────────────────────────────────────────────────────────


class Credential(StrEnum):
    """With what the connection was opened."""

    EPHEMERAL = "ephemeral secret"
    BEARER = "key sent as bearer token"
    NONE = "no credential"


@dataclass(frozen=True, slots=True)
class ConnectionOpened:
    """The socket is open and the subprotocol agreed.

    ``server`` is a host name for the status bar; ``offline`` says it is our own server;
    ``note`` is a line the person should read (what is missing, how we authenticated), or empty.
    """

    server: str
    offline: bool
    credential: Credential
    note: str
    at: float


@dataclass(frozen=True, slots=True)
class ConnectionRefused:
    """No connection came about. ``retry`` is false where trying again cannot help."""

    message: str
    retry: bool
    at: float


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """An open connection ended without our asking."""

    code: int | None
    message: str
    retry: bool
    at: float


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer of ours ran out."""

    name: str
    at: float


@dataclass(frozen=True, slots=True)
class SettingsNotSaved:
    """The settings file could not be written; ``message`` says why."""

    message: str
    at: float


@dataclass(frozen=True, slots=True)
class HistoryFailed:
    """Turns or sound cannot be written to disk; ``message`` says why and what to do."""

    message: str
    at: float


# ── the server ──────────────────────────────────────────────────────────────────────────────
# Named after the protocol's types. `at` is when the frame was read.


@dataclass(frozen=True, slots=True)
class SessionCreated:
    """``session.created``; ``expires_at`` in seconds since the epoch, 0 when not said."""

    session_id: str
    model: str
    expires_at: int
    at: float


@dataclass(frozen=True, slots=True)
class SessionUpdated:
    """``session.updated``: our settings are in force."""

    model: str
    voice: str
    at: float


@dataclass(frozen=True, slots=True)
class ToolUse:
    """What an item tells of a tool: that it was called, what it answered, or both (MCP).

    ``arguments`` are None where it tells of no call, and empty where they are still to come;
    ``output`` is None where it tells of none.
    """

    call_id: str
    name: str = ""
    arguments: str | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """``conversation.item.added`` (or the beta's ``created``): an item has its place.

    ``previous_item_id`` is empty where the server said null. ``role`` is ``user``, ``assistant``,
    ``system`` or empty (tools). ``text`` joins the texts and transcripts that came with it.
    """

    item_id: str
    previous_item_id: str
    role: str
    text: str
    spoken: bool
    at: float
    tool: ToolUse | None = None


@dataclass(frozen=True, slots=True)
class ItemDone:
    """``conversation.item.done``; ``status`` is ``completed`` or ``incomplete``."""

    item_id: str
    role: str
    text: str
    status: str
    at: float
    tool: ToolUse | None = None


@dataclass(frozen=True, slots=True)
class ItemDeleted:
    """``conversation.item.deleted``."""

    item_id: str


@dataclass(frozen=True, slots=True)
class ItemTruncated:
    """``conversation.item.truncated``."""

    item_id: str
    audio_end_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """``input_audio_buffer.speech_started``: the person began to speak (barge-in)."""

    item_id: str
    audio_start_ms: int
    at: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """``input_audio_buffer.speech_stopped``; ``audio_end_ms`` counts from the session's start."""

    item_id: str
    audio_end_ms: int
    at: float


@dataclass(frozen=True, slots=True)
class InputCommitted:
    """``input_audio_buffer.committed``: the person's turn has its place."""

    item_id: str
    previous_item_id: str
    at: float


@dataclass(frozen=True, slots=True)
class InputCleared:
    """``input_audio_buffer.cleared``."""


@dataclass(frozen=True, slots=True)
class InputTimedOut:
    """``input_audio_buffer.timeout_triggered``: nobody spoke for the idle timeout."""

    item_id: str


@dataclass(frozen=True, slots=True)
class TranscriptionDelta:
    """More of what the person said."""

    item_id: str
    delta: str
    at: float


@dataclass(frozen=True, slots=True)
class TranscriptionCompleted:
    """All the person said; ``usage`` is billed apart from the answer."""

    item_id: str
    transcript: str
    usage: Usage
    at: float


@dataclass(frozen=True, slots=True)
class TranscriptionFailed:
    """The person's words could not be written down."""

    item_id: str
    message: str
    at: float


@dataclass(frozen=True, slots=True)
class ResponseCreated:
    """``response.created``; ``asked`` is our name for it, if the server tells it, or empty."""

    response_id: str
    at: float
    asked: str = ""


@dataclass(frozen=True, slots=True)
class OutputItemAdded:
    """``response.output_item.added``: ``kind`` is ``message``, ``function_call``, …"""

    response_id: str
    item_id: str
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class OutputItemDone:
    """``response.output_item.done``: the beta's servers tell only here how a tool was called."""

    response_id: str
    item_id: str
    status: str
    at: float
    tool: ToolUse | None = None


@dataclass(frozen=True, slots=True)
class AnswerTextDelta:
    """More of the answer's words: of its transcript (``spoken``) or its text."""

    response_id: str
    item_id: str
    delta: str
    spoken: bool
    at: float


@dataclass(frozen=True, slots=True)
class AnswerTextDone:
    """All of the answer's words."""

    response_id: str
    item_id: str
    text: str
    spoken: bool
    at: float


@dataclass(frozen=True, slots=True)
class AnswerAudioDelta:
    """More of the answer's sound."""

    response_id: str
    item_id: str
    pcm: bytes
    at: float


@dataclass(frozen=True, slots=True)
class AnswerAudioDone:
    """No more sound will come for this item."""

    response_id: str
    item_id: str
    at: float


@dataclass(frozen=True, slots=True)
class ResponseDone:
    """``response.done``.

    ``status`` is completed, cancelled, failed or incomplete; ``reason`` its details' reason;
    ``message`` the error's words, already fit for a person, or empty.
    """

    response_id: str
    status: str
    reason: str
    message: str
    usage: Usage
    at: float


@dataclass(frozen=True, slots=True)
class ServerFailed:
    """``error``. ``client_event_id`` is empty where the server did not say which event it was."""

    kind: str
    code: str
    message: str
    client_event_id: str
    at: float


@dataclass(frozen=True, slots=True)
class ServerEventIgnored:
    """A known event that needs no action of ours (see ``docs/session.md``)."""

    type: str


@dataclass(frozen=True, slots=True)
class ServerEventUnknown:
    """An event of a type, or with a shape, that we do not know: counted and skipped."""

    type: str
    reason: str


PersonEvent = (
    Started
    | RecordToggled
    | RecordWished
    | CancelPressed
    | MuteToggled
    | MuteWished
    | MessageTyped
    | ReadingRequested
    | SettingsChanged
    | ReconnectRequested
    | DevicesRequested
    | QuitRequested
)
MicrophoneEvent = (
    CaptureStarted
    | AudioCaptured
    | CaptureStopped
    | CaptureFailed
    | CaptureSuspected
    | MicrophoneLevelMeasured
)
SpeakerEvent = PlaybackStarted | PlayheadMoved | PlaybackFinished | PlaybackStopped | PlaybackFailed
ConnectionEvent = ConnectionOpened | ConnectionRefused | ConnectionLost
SessionEvent = SessionCreated | ServerFailed
SpeechEvent = (
    SpeechStarted
    | SpeechStopped
    | InputCommitted
    | InputTimedOut
    | ItemAdded
    | ItemDone
    | TranscriptionDelta
    | TranscriptionCompleted
    | TranscriptionFailed
)
AnswerEvent = (
    ResponseCreated
    | OutputItemAdded
    | OutputItemDone
    | AnswerTextDelta
    | AnswerTextDone
    | AnswerAudioDelta
    | AnswerAudioDone
    | ResponseDone
)
QuietEvent = (
    SessionUpdated
    | ItemDeleted
    | ItemTruncated
    | InputCleared
    | ServerEventIgnored
    | ServerEventUnknown
)
"""Known and needing no action: the answers to what we asked for, and what is not for us."""
ServerEvent = SessionEvent | SpeechEvent | AnswerEvent | QuietEvent
HouseEvent = DevicesListed | DeviceChanged | TimerFired | SettingsNotSaved | HistoryFailed
Event = PersonEvent | MicrophoneEvent | SpeakerEvent | ConnectionEvent | ServerEvent | HouseEvent
"""Everything that can happen."""

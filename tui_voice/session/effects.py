"""What to do: the imperative answers of the rules, performed in order by the engine."""

from dataclasses import dataclass
from typing import Any

from tui_voice.config.settings import Settings
from tui_voice.conversation.kept import KeptTurn

# ── the connection ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Connect:
    """Close the connection if there is one, mint a secret, open a new connection."""

    settings: Settings


# ── client events: what goes over the wire ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class UpdateSession:
    """``session.update`` with these settings.

    ``with_voice`` is false once the session has spoken: its voice can no longer change.
    ``transcribes``: it is a session that only writes down what is said.
    """

    settings: Settings
    with_voice: bool = True
    transcribes: bool = False


@dataclass(frozen=True, slots=True)
class AppendAudio:
    """``input_audio_buffer.append``."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class CommitAudio:
    """``input_audio_buffer.commit``."""


@dataclass(frozen=True, slots=True)
class ClearAudio:
    """``input_audio_buffer.clear``."""


@dataclass(frozen=True, slots=True)
class CreateItem:
    """``conversation.item.create``: a message of ``role`` (user, assistant, system).

    Of a tool, the ``text`` is the arguments of the call ``call_id``, or what came of it.
    """

    item_id: str
    role: str
    text: str
    tool: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class DeleteItem:
    """``conversation.item.delete``."""

    item_id: str


@dataclass(frozen=True, slots=True)
class TruncateItem:
    """``conversation.item.truncate``: only this much was heard."""

    item_id: str
    audio_end_ms: int


@dataclass(frozen=True, slots=True)
class CreateResponse:
    """``response.create``; with ``reading`` that text is read aloud, beside the conversation.

    ``asked`` is our name for it, by which the response is known again.
    """

    reading: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class CancelResponse:
    """``response.cancel`` for one response."""

    response_id: str


# ── the sound ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StartCapture:
    """Open the microphone."""


@dataclass(frozen=True, slots=True)
class StopCapture:
    """Close the microphone, deliver its tail, then ``CaptureStopped``."""


@dataclass(frozen=True, slots=True)
class PlayAudio:
    """Append sound of an item to what is playing."""

    item_id: str
    pcm: bytes


@dataclass(frozen=True, slots=True)
class FinishAudio:
    """No more sound will come for the item: play what there is, then ``PlaybackFinished``.

    Saying it twice is harmless.
    """

    item_id: str


@dataclass(frozen=True, slots=True)
class StopPlayback:
    """Silence at once and forget what was not heard; answered by ``PlaybackStopped``."""


@dataclass(frozen=True, slots=True)
class UseDevices:
    """From now on open these devices; what is open moves over."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Read the device list anew; answered by ``DevicesListed``."""


# ── the house ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Fire ``TimerFired(name)`` after ``delay_s``; a running timer of that name starts anew."""

    name: str
    delay_s: float


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Forget the timer."""

    name: str


@dataclass(frozen=True, slots=True)
class SaveSettings:
    """Write these settings to the person's file, keeping their comments."""

    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeepTurn:
    """Write a finished turn to the history; the same item again replaces it."""

    turn: KeptTurn


@dataclass(frozen=True, slots=True)
class ForgetTurn:
    """Take a turn out of the history again: it is said anew, and will be kept as that."""

    item_id: str


@dataclass(frozen=True, slots=True)
class KeepSound:
    """Keep more sound of an item: what was sent of a turn, or is given to the speaker."""

    item_id: str
    pcm: bytes


@dataclass(frozen=True, slots=True)
class EndSound:
    """All sound of the item has been given; only its first ``samples`` are to stay."""

    item_id: str
    samples: int


@dataclass(frozen=True, slots=True)
class Quit:
    """Close everything and leave."""


ClientEffect = (
    UpdateSession
    | AppendAudio
    | CommitAudio
    | ClearAudio
    | CreateItem
    | DeleteItem
    | TruncateItem
    | CreateResponse
    | CancelResponse
)
"""What the codec encodes for the wire."""

SoundEffect = (
    StartCapture | StopCapture | PlayAudio | FinishAudio | StopPlayback | UseDevices | ListDevices
)
"""What the microphone and the speaker do."""

KeepingEffect = KeepTurn | ForgetTurn | KeepSound | EndSound
"""What the history does."""

Effect = (
    Connect
    | ClientEffect
    | SoundEffect
    | KeepingEffect
    | StartTimer
    | StopTimer
    | SaveSettings
    | Quit
)

"""What a transcription consists of: its words beside those of a conversation, and its state."""

from dataclasses import dataclass

from tui_voice.config.catalogue import Catalogue
from tui_voice.config.settings import Settings
from tui_voice.session import events as ev
from tui_voice.session.effects import (
    AppendAudio,
    CommitAudio,
    Connect,
    Quit,
    StartTimer,
    UpdateSession,
)


@dataclass(frozen=True, slots=True)
class SpeechHeard:
    """A piece of speech, from sample ``start`` of the recording on; ``ends``: a pause follows."""

    start: int
    pcm: bytes
    ends: bool
    at: float


@dataclass(frozen=True, slots=True)
class SoundEnded:
    """There is no more sound to hear; ``trouble`` says why, if it should not have ended."""

    at: float
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Hear:
    """Bring the next piece of speech: answered by ``SpeechHeard`` or ``SoundEnded``."""


@dataclass(frozen=True, slots=True)
class Tell:
    """A passage is settled: its words, or in ``trouble`` why there are none.

    ``start`` and ``end`` count 24 kHz samples from the beginning of the recording. ``cost_usd`` is
    None where it is not known.
    """

    start: int
    end: int
    text: str
    trouble: str = ""
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know beside the words."""

    text: str


Happening = ev.Event | SpeechHeard | SoundEnded
Deed = Connect | UpdateSession | AppendAudio | CommitAudio | StartTimer | Hear | Tell | Note | Quit


@dataclass(frozen=True, slots=True)
class Passage:
    """Speech between two pauses. ``item_id`` is the server's name for it on this connection."""

    start: int
    chunks: tuple[bytes, ...] = ()
    ended: bool = False
    item_id: str = ""
    text: str | None = None
    trouble: str = ""
    cost_usd: float | None = None

    @property
    def end(self) -> int:
        """The sample after its last."""
        return self.start + sum(len(chunk) for chunk in self.chunks) // 2

    @property
    def settled(self) -> bool:
        """Whether its words are here, or never will be."""
        return self.text is not None or bool(self.trouble)


@dataclass(frozen=True, slots=True)
class Transcription:
    """A transcription at one moment."""

    settings: Settings
    catalogue: Catalogue
    """What writing down costs where."""
    passages: tuple[Passage, ...] = ()
    """Those that were not told yet, in order; the last may still be growing."""
    hearing: bool = False
    """A piece of speech is on its way to us."""
    all_heard: bool = False
    open: bool = False
    ready: bool = False
    was_ready: bool = False
    attempts: int = 0
    """Connections that failed in a row."""
    server: str = ""
    offline: bool = False
    cost_usd: float = 0.0
    """What is known to have been spent."""
    warned_of_cost: bool = False
    told: tuple[str, ...] = ()
    """Notes of the connection that need not be told again."""
    trouble: str = ""
    """Why there will be no more words, or why the sound ended early."""

    @property
    def spent(self) -> bool:
        """Whether all was spent that may be: nothing more is heard."""
        return 0 < self.settings.max_cost <= self.cost_usd

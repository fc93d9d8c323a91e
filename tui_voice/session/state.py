"""All that the rules remember between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from tui_voice.config.catalogue import Catalogue, load_catalogue
from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.log import Conversation
from tui_voice.conversation.usage import Usage
from tui_voice.session.phases import Activity, CapturePhase, LinkPhase, Meter


class Ending(StrEnum):
    """What becomes of the turn when the microphone has closed."""

    COMMIT = "commit"
    RELEASE = "release"
    """Hands-free: commit only if the server is in the middle of hearing speech."""
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known from outside: models with their prices and last days, and the day it is.

    ``keeps_sound``: somebody takes the sound of the turns to keep it.
    """

    catalogue: Catalogue = field(default_factory=load_catalogue)
    today: date = date.min
    keeps_sound: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The connection. ``attempts`` counts failures in a row; ``since`` is when it became ready."""

    phase: LinkPhase = LinkPhase.CONNECTING
    server: str = ""
    offline: bool = False
    credential: str = ""
    since: float | None = None
    message: str = ""
    attempts: int = 0
    open: bool = False
    """The socket is open; what an earlier one still reported is passed over."""
    was_ready: bool = False
    """A session existed before: the next one carries the context over."""
    names_answers: bool | None = None
    """Whether the server tells what we call an answer, so that one without that name is not ours;
    unknown until it has made one of ours."""
    told: tuple[str, ...] = ()
    """Notes already shown, so that a reconnect does not repeat them."""


@dataclass(frozen=True, slots=True)
class Capture:
    """The microphone. ``restart`` remembers a record key pressed while it was closing."""

    phase: CapturePhase = CapturePhase.OFF
    ending: Ending = Ending.COMMIT
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn of the person's, kept until its words are known, so that no loss can take it.

    ``ended``: the person has finished it; ``asks``: an answer was wanted when it ended;
    ``item_id``: the server has committed it under this id; ``until``: when its last sample was
    captured.
    """

    chunks: tuple[bytes, ...] = ()
    samples: int = 0
    """How much was said, in 24 kHz samples."""
    ended: bool = False
    asks: bool = True
    item_id: str = ""
    until: float = 0.0
    told: int = 0
    """Samples that a new server was just told, and may hear speech in."""

    def grown(self, pcm: bytes, at: float) -> "Speech":
        """With one more chunk."""
        samples = self.samples + len(pcm) // 2
        return replace(self, chunks=(*self.chunks, pcm), samples=samples, until=at)

    def trimmed(self, keep: int) -> "Speech":
        """No more of its chunks than the last ``keep`` samples need.

        What a server was just told is left alone until it has heard as much again.
        """
        chunks, samples = self.chunks, self.samples
        if self.told and samples < self.told + keep:
            return self
        while samples - len(chunks[0]) // 2 >= keep:
            samples -= len(chunks[0]) // 2
            chunks = chunks[1:]
        return replace(self, chunks=chunks, samples=samples, told=0)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that the server is making, or was asked for.

    ``id`` is empty until the server has named it; ``asked`` is what we call it, empty where the
    server began it by itself.
    """

    id: str = ""
    cancelled: bool = False
    asked: str = ""
    doubtful: bool = False
    """It was taken for ours of a server that may not tell names, or may have begun it by itself."""


class State(NamedTuple):
    """The whole conversation at one moment. ``now`` is the time of the last event.

    A named tuple: it is replaced with every event, which takes a data class seven times as long.
    """

    settings: Settings
    facts: Facts
    now: float = 0.0
    wall_offset: float = 0.0
    link: Link = Link()
    conversation: Conversation = Conversation()

    capture: Capture = Capture()
    muted: bool = False
    hearing: str = ""
    """Item id of the speech that the server is hearing now, in the hands-free modes."""
    speech: tuple[Speech, ...] = ()
    """Turns whose words are not known yet, oldest first; the last may still be growing."""
    sent_samples: int = 0
    """Sent on this connection; with ``sent_until`` it dates the server's audio clock."""
    sent_until: float = 0.0
    dropped_samples: int = 0
    """Of what was sent on this connection, hands-free speech that ends here has been dropped."""
    disowned: frozenset[str] = frozenset()
    """Items of such speech: none of the turns that are kept is theirs."""
    away_samples: int = 0
    """Said since the connection went away."""
    overflowed: bool = False
    """The person was told that speech is no longer kept."""

    response: Response | None = None
    """The one that the server is making; or ours, until the server has begun it."""
    crossed: Response | None = None
    """Ours, where the server had begun that one by itself before it knew of our question."""
    in_doubt: bool = False
    """The doubtful one is done, so ours may still come: nothing more is asked for a moment."""
    asked: int = 0
    """How many answers we have asked for; they are named by it."""
    wanted: bool = False
    """An answer is to be asked for as soon as that is possible."""
    to_read: tuple[str, ...] = ()
    """Texts to be read aloud instead of an answer; the first may be under way."""
    dropped: tuple[str, ...] = ()
    """Responses whose late deltas are ignored."""
    playing: tuple[str, ...] = ()
    """Items given to the speaker that it has not finished, in order."""
    foreign: tuple[str, ...] = ()
    """Items still playing that the present connection does not know as sound."""
    sounding: bool = False
    """The speaker has really begun."""
    asked_at: float | None = None
    """When the person's turn ended, until the answer is heard."""

    ahead: tuple[str, ...] = ()
    """Items of the person's whose words came before the server has given them a place."""
    timed_out: frozenset[str] = frozenset()
    """The items that the server made of nobody speaking (idle timeout); they are no turns."""
    places: Mapping[str, str] = MappingProxyType[str, str]({})
    """What stands before the server's answers and its items of silence, by their ids."""
    renewal_due: bool = False
    """The session nears its time limit: change it for a new one in the next silence."""
    warned_of_cost: bool = False

    unsent: frozenset[str] = frozenset()
    """Settings of the session that the server was not told yet."""
    spoke: bool = False
    """This connection has produced sound: its voice is fixed."""
    typed: int = 0

    latencies_s: tuple[float, ...] = ()
    usage: Usage = Usage()
    cost_usd: float | None = 0.0
    microphone: Meter = Meter()
    speaker: Meter = Meter()
    underruns: int = 0
    overflows: int = 0
    """How often sound of the microphone was lost."""
    leaving: bool = False
    """The person has left; what they were saying is still to be written down."""
    skipped: int = 0
    """Server events that were unknown or malformed."""
    inputs: tuple[str, ...] | None = None
    outputs: tuple[str, ...] | None = None
    activity: Activity = Activity.IDLE
    activity_since: float = 0.0

    @property
    def ready(self) -> bool:
        """Whether what we send now reaches a session."""
        return self.link.phase is LinkPhase.READY

    @property
    def manual(self) -> bool:
        """Whether the record key ends a turn."""
        return self.settings.turns is Turns.MANUAL


def activity_of(state: State) -> Activity:
    """What is going on, in one word."""
    phase = state.capture.phase
    if phase is CapturePhase.OPENING:
        return Activity.OPENING
    if phase is CapturePhase.OPEN and state.manual:
        return Activity.RECORDING
    if state.hearing and not state.muted:
        return Activity.HEARING
    if state.playing and state.sounding:
        return Activity.SPEAKING
    answering = state.response is not None and not state.response.cancelled
    owed = any(turn.ended and not turn.item_id and turn.asks for turn in state.speech)
    if answering or state.playing or state.wanted or owed:
        return Activity.THINKING
    if phase is CapturePhase.OPEN:
        return Activity.LISTENING
    return Activity.IDLE

"""Tell the rules a story, event by event, and look at what they want done."""

from collections.abc import Sequence
from typing import Any, TypeVar

from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.items import Item, Notice
from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.machine import step
from tui_voice.session.state import Facts, State

CHUNK = b"\x00\x10" * 4800
"""200 ms, as loud as speech."""
WALL = 1_000_000.0
"""Seconds since the epoch when a play begins."""
E = TypeVar("E")


class Play:
    """A conversation from the inside: ``happen`` an event, read the effects and the log."""

    def __init__(self, settings: Settings | None = None, facts: Facts | None = None) -> None:
        self.state = State(settings or Settings(), facts or Facts())
        self.effects: list[do.Effect] = []
        self.kept: dict[str, KeptTurn] = {}
        """What is on disk, by item."""
        self.now = 100.0

    # ── telling ──

    def happen(self, *events: ev.Event) -> list[do.Effect]:
        """Let these happen; answers with the effects of them all, but for what is kept."""
        effects: list[do.Effect] = []
        for event in events:
            self.state, wanted = step(self.state, event)
            for effect in wanted:
                match effect:
                    case do.KeepTurn(turn):
                        self.kept[turn.item.id] = turn
                    case do.ForgetTurn(item_id):
                        self.kept.pop(item_id, None)
                    case _:
                        effects.append(effect)
        self.effects.extend(effects)
        return effects

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def connect(self) -> list[do.Effect]:
        """Start, and find a session."""
        self.happen(ev.Started(self.now, WALL))
        return self.session()

    def session(self, expires_at: int = 0) -> list[do.Effect]:
        """The socket opens and the session is created."""
        return self.happen(
            ev.ConnectionOpened("api.openai.com", False, ev.Credential.EPHEMERAL, "", self.now),
            ev.SessionCreated("sess", self.state.settings.model, expires_at, self.now),
        )

    def lose(self) -> list[do.Effect]:
        return self.happen(ev.ConnectionLost(1006, "The connection broke.", True, self.now))

    def press(self) -> list[do.Effect]:
        return self.happen(ev.RecordToggled(self.now))

    def escape(self) -> list[do.Effect]:
        return self.happen(ev.CancelPressed(self.now))

    def say(self, chunks: int = 3) -> list[do.Effect]:
        """The microphone hears so many chunks of 200 ms."""
        effects: list[do.Effect] = []
        for _ in range(chunks):
            self.wait(0.2)
            effects += self.happen(ev.AudioCaptured(CHUNK, self.now))
        return effects

    def record(self, chunks: int = 3) -> list[do.Effect]:
        """A whole recording: key, speech, key, tail."""
        self.press()
        self.happen(ev.CaptureStarted(self.now))
        self.say(chunks)
        self.press()
        return self.happen(ev.CaptureStopped(self.now))

    def commit(self, item_id: str = "u1", after: str = "", words: str = "") -> list[do.Effect]:
        effects = self.happen(ev.InputCommitted(item_id, after, self.now))
        if words:
            effects += self.happen(ev.TranscriptionCompleted(item_id, words, Usage(), self.now))
        return effects

    def answer(
        self, response_id: str = "r1", item_id: str = "a1", text: str = "One two.", chunks: int = 2
    ) -> list[do.Effect]:
        """The server makes an answer, words ahead of sound; it is not done yet."""
        effects = self.happen(
            ev.ResponseCreated(response_id, self.now),
            ev.OutputItemAdded(response_id, item_id, "message", self.now),
            ev.AnswerTextDelta(response_id, item_id, text, True, self.now),
        )
        for _ in range(chunks):
            effects += self.happen(ev.AnswerAudioDelta(response_id, item_id, CHUNK, self.now))
        return effects

    def finish(
        self, response_id: str = "r1", item_id: str = "a1", status: str = "completed", **more: Any
    ) -> list[do.Effect]:
        """The server is done with an answer."""
        usage = more.pop("usage", Usage())
        reason, message = more.pop("reason", ""), more.pop("message", "")
        return self.happen(
            ev.AnswerAudioDone(response_id, item_id, self.now),
            ev.ResponseDone(response_id, status, reason, message, usage, self.now),
        )

    def silence(self, **heard: int) -> list[do.Effect]:
        """The speaker has stopped; so many samples of each item were heard."""
        return self.happen(ev.PlaybackStopped(tuple(heard.items()), self.now))

    # ── looking ──

    @property
    def items(self) -> tuple[Item, ...]:
        return self.state.conversation.items

    @property
    def words(self) -> list[tuple[str, str]]:
        return [(item.role.value, item.text) for item in self.items]

    @property
    def notices(self) -> list[str]:
        entries = self.state.conversation.entries
        return [entry.text for entry in entries if isinstance(entry, Notice)]


def only(kind: type[E], effects: Sequence[object]) -> list[E]:
    """The effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def kinds(effects: Sequence[object]) -> list[str]:
    """The names of the effects, in order."""
    return [type(effect).__name__ for effect in effects]


HANDS_FREE = Settings(turns=Turns.SERVER_VAD)

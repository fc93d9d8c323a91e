"""A recording as the rules live through it again: event by event, or to any place at once."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tui_voice.config.catalogue import Catalogue
from tui_voice.conversation.log import Conversation
from tui_voice.engine.event_log import EventLog, Record
from tui_voice.engine.recording import Beginning, Moment, Recording
from tui_voice.session.effects import ClientEffect, Effect
from tui_voice.session.events import (
    AnswerAudioDelta,
    AnswerAudioDone,
    ConnectionEvent,
    PlayheadMoved,
    ServerEvent,
)
from tui_voice.session.machine import step
from tui_voice.session.state import Facts, State

SNAPSHOT_EVERY = 128
"""Moments between two that are remembered: to go where the tape has been takes no more steps."""


class Unheard(NamedTuple):
    """The rest of the sound that has come of an answer, and whether that is all of it."""

    item_id: str
    pcm: bytes
    whole: bool


class _Snapshot(NamedTuple):
    state: State
    clock_offset_s: float
    records: tuple[Record, ...]
    counted: int


class Tape:
    """Where a replay stands. ``event_log`` is what had gone over the wire by then."""

    def __init__(self, recording: Recording, catalogue: Catalogue) -> None:
        self.state = State(recording.settings, Facts())
        self.event_log = EventLog()
        self._catalogue = catalogue
        self._moments = recording.moments
        self._positions = [moment.position_s for moment in recording.moments]
        self._next = 0
        self._clock_offset_s = 0.0
        self._snapshots: list[_Snapshot] = []

    def clock_at(self, position_s: float) -> float:
        """What the clock of the recorded program showed then, in monotonic seconds."""
        return position_s + self._clock_offset_s

    def play_to(self, position_s: float) -> Iterator[Effect]:
        """Let everything happen until then that has not yet; what the rules want done for it."""
        end = bisect_right(self._positions, position_s)
        while self._next < end:
            yield from self._step()

    def jump_to(self, position_s: float) -> None:
        """Stand there at once, forwards or backwards."""
        end = bisect_right(self._positions, position_s)
        nearest = min(end // SNAPSHOT_EVERY, len(self._snapshots) - 1)
        if not nearest * SNAPSHOT_EVERY <= self._next <= end:
            self._restore(nearest)
        for _ in range(end - self._next):
            self._step()

    def unheard(self) -> list[Unheard]:
        """What would still be heard of what is playing now, if nothing more came."""
        return [self._rest_of(item_id) for item_id in self.state.playing]

    def _step(self) -> tuple[Effect, ...]:
        moment = self._moments[self._next]
        if self._next == len(self._snapshots) * SNAPSHOT_EVERY:
            self._remember()
        self._next += 1
        if isinstance(moment.event, Beginning):
            self._begin(moment, moment.event)
            return ()
        at = self.clock_at(moment.position_s)
        if isinstance(moment.event, ConnectionEvent | ServerEvent):
            self.event_log.received(moment.event, 0, at)
        self.state, effects = step(self.state, moment.event)
        for effect in effects:
            if isinstance(effect, ClientEffect):
                self.event_log.sent(effect, 0, at)
        return effects

    def _remember(self) -> None:
        log = self.event_log
        known = _Snapshot(self.state, self._clock_offset_s, tuple(log.records()), log.count)
        self._snapshots.append(known)

    def _restore(self, number: int) -> None:
        self.state, self._clock_offset_s, records, counted = self._snapshots[number]
        self.event_log.restore(records, counted)
        self._next = number * SNAPSHOT_EVERY

    def _begin(self, moment: Moment, beginning: Beginning) -> None:
        self._clock_offset_s = beginning.at - moment.position_s
        self.state = State(
            beginning.settings,
            Facts(self._catalogue, beginning.today),
            now=beginning.at,
            conversation=Conversation(beginning.items),
            typed=beginning.typed,
        )

    def _rest_of(self, item_id: str) -> Unheard:
        pcm, heard, whole = bytearray(), 0, False
        for _, event in self._moments[: self._next]:
            match event:
                case AnswerAudioDelta(item_id=of) if of == item_id:
                    pcm += event.pcm
                case PlayheadMoved(item_id=of) if of == item_id:
                    heard = event.heard_samples
                case AnswerAudioDone(item_id=of) if of == item_id:
                    whole = True
                case _:
                    pass
        return Unheard(item_id, bytes(pcm[2 * max(0, heard) :]), whole)

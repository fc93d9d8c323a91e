"""A speaker that fails is not waited for where the words are there to be read."""

from collections.abc import Callable

import pytest

from tests.fakes.streams import FakeClock
from tui_voice.audio.pcm import SAMPLE_BYTES
from tui_voice.audio.while_sounding import WhileSounding
from tui_voice.session.events import (
    Event,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
)

PCM = bytes(1000 * SAMPLE_BYTES)
STARTED = PlaybackStarted("a", 0.0)
FAILED = PlaybackFailed("No speaker.", 0.0)
FINISHED = PlaybackFinished("a", 2000, 0.0)


class Loud:
    """A speaker that reports what the test wants."""

    def __init__(self) -> None:
        self.played = 0
        self.report: Callable[[Event], None]

    def open(self, post: Callable[[Event], None], _now: Callable[[], float]) -> "Loud":
        self.report = post
        return self

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """Any."""

    def set_volume(self, percent: int) -> None:
        """Any."""

    def play(self, item_id: str, pcm: bytes) -> None:
        self.played += 1

    def finish(self, item_id: str) -> None:
        """In its own time."""

    def stop(self) -> None:
        self.report(PlaybackStopped((("a", 7),), 0.0))

    async def close(self) -> None:
        """Nothing to release."""


class Room:
    """Both speakers, and what they report."""

    def __init__(self) -> None:
        self.loud = Loud()
        self.events: list[Event] = []
        clock = FakeClock()
        self.speaker = WhileSounding(self.events.append, lambda: clock.now() * 0, self.loud.open)


@pytest.fixture
def room() -> Room:
    return Room()


def answer(room: Room, *, from_piece: int = 0, to_piece: int = 2) -> None:
    for _ in range(from_piece, to_piece):
        room.speaker.play("a", PCM)


def test_while_it_sounds_only_what_is_heard_counts(room: Room):
    answer(room)
    room.speaker.finish("a")
    assert room.events == []
    room.loud.report(STARTED)
    room.loud.report(FINISHED)
    assert room.events == [STARTED, FINISHED]


def test_one_that_fails_at_once_is_told_and_the_answer_is_over_as_soon_as_it_is_here(room: Room):
    answer(room, to_piece=1)
    room.loud.report(FAILED)
    answer(room, from_piece=1)
    room.speaker.finish("a")
    assert room.events == [FAILED, STARTED, FINISHED]
    assert room.loud.played == 1


def test_one_that_fails_after_all_has_come_ends_the_answer_there(room: Room):
    answer(room)
    room.loud.report(STARTED)
    room.speaker.finish("a")
    room.loud.report(FAILED)
    room.loud.report(FINISHED)
    assert room.events == [STARTED, FAILED, FINISHED]


def test_what_was_stopped_is_not_told_when_it_fails_later(room: Room):
    answer(room)
    room.speaker.stop()
    room.loud.report(FAILED)
    assert room.events == [PlaybackStopped((("a", 7),), 0.0), FAILED]


def test_after_it_failed_the_silent_one_is_stopped(room: Room):
    answer(room)
    room.loud.report(FAILED)
    room.speaker.stop()
    assert room.events[-1] == PlaybackStopped((("a", 2000),), 0.0)

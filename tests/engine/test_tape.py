"""A recording told to the rules again: from the beginning, or at any place at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.recording import CHUNK, CHUNKS, EVENTS, TALK, recording_of
from tui_voice.config.catalogue import load_catalogue
from tui_voice.conversation.items import Item, Role
from tui_voice.engine.recording import Beginning, Moment, Recording
from tui_voice.engine.tape import SNAPSHOT_EVERY, Tape, Unheard
from tui_voice.session import effects as do
from tui_voice.session import events as ev

CATALOGUE = load_catalogue()
LONG = recording_of(
    *EVENTS[:3],
    *(
        event
        for turn in range(100)
        for event in (
            ev.MessageTyped(f"turn {turn}", 101.0 + turn),
            ev.ResponseCreated(f"r{turn}", 101.2 + turn),
            ev.AnswerTextDelta(f"r{turn}", f"a{turn}", f"answer {turn}", False, 101.3 + turn),
            ev.ResponseDone(f"r{turn}", "completed", "", "", EVENTS[-3].usage, 101.4 + turn),
        )
    ),
)


def played(recording: Recording, position_s: float) -> Tape:
    """A tape that was played from the beginning until then."""
    tape = Tape(recording, CATALOGUE)
    list(tape.play_to(position_s))
    return tape


def test_the_rules_want_again_what_they_wanted_then():
    effects = list(Tape(TALK, CATALOGUE).play_to(TALK.length_s))
    sent = [effect for effect in effects if isinstance(effect, do.ClientEffect)]
    asked = do.CreateItem("typed_1", Role.USER, "Count to four."), do.CreateResponse(asked="1")
    assert sent[1:] == [*asked]
    assert do.PlayAudio("a1", CHUNK) in effects


def test_the_clock_shows_what_it_showed_then():
    assert played(TALK, 1.0).clock_at(1.0) == 101.0


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(0, LONG.length_s), min_size=1, max_size=5))
def test_a_jump_leads_to_the_same_moment_as_playing_up_to_it(places: list[float]):
    assert len(LONG.moments) > 2 * SNAPSHOT_EVERY
    tape = Tape(LONG, CATALOGUE)
    for place in places:
        tape.jump_to(place)
    there = played(LONG, places[-1])
    assert tape.state == there.state
    assert tape.event_log.count == there.event_log.count
    assert tape.event_log.records() == there.event_log.records()
    assert list(tape.play_to(LONG.length_s)) == list(there.play_to(LONG.length_s))


@pytest.mark.parametrize(
    ("position_s", "left", "whole"),
    [(2.05, CHUNKS, False), (2.35, CHUNKS - 1, False), (2.5, CHUNKS - 1, True)],
)
def test_what_is_still_to_be_heard_of_an_answer_is_known(position_s: float, left: int, whole: bool):
    assert played(TALK, position_s).unheard() == [Unheard("a1", CHUNK * left, whole)]


def test_nothing_is_to_be_heard_before_and_after_an_answer():
    assert played(TALK, 1.0).unheard() == []
    assert played(TALK, TALK.length_s).unheard() == []


def test_another_run_of_the_program_begins_with_what_it_knew():
    earlier = Item("u1", Role.USER, "hello")
    again = (Moment(10.0, Beginning(7.0, items=(earlier,), typed=5)),)
    tape = played(Recording((*TALK.moments, *again), 0), 10.0)
    assert tape.state.conversation.items == (earlier,)
    assert tape.state.typed == 5
    assert tape.clock_at(11.0) == 8.0
    tape.jump_to(1.0)
    assert tape.clock_at(1.0) == 101.0

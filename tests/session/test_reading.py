"""Reading aloud: each text once, one after the other, whatever comes between."""

from tests.session.play import Play, only
from tui_voice.session import effects as do
from tui_voice.session import events as ev


def reading(play: Play, *texts: str) -> list[do.Effect]:
    return play.happen(ev.ReadingRequested(texts, play.now))


def asked(effects: list[do.Effect]) -> list[str]:
    return [effect.reading for effect in only(do.CreateResponse, effects)]


def test_the_next_text_is_asked_for_as_soon_as_the_one_before_is_made():
    play = Play()
    play.connect()
    assert asked(reading(play, "One.", "Two.")) == ["One."]
    assert asked(play.answer("r1", "a1")) == []
    assert asked(play.finish("r1", "a1")) == ["Two."]
    play.answer("r2", "a2")
    assert asked(play.finish("r2", "a2")) == []
    assert play.state.to_read == ()


def test_a_reading_waits_for_the_session():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    assert asked(reading(play, "One.")) == []
    assert asked(play.session()) == ["One."]


def test_a_text_that_was_being_read_when_the_connection_broke_is_read_again():
    play = Play()
    play.connect()
    reading(play, "One.", "Two.")
    play.answer()
    play.lose()
    play.happen(ev.TimerFired("reconnect", play.now))
    assert asked(play.session()) == ["One."]


def test_a_reading_that_cuts_an_answer_short_loses_no_text_to_its_end():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("Hello", play.now))
    play.answer("r1", "a1")
    assert asked(reading(play, "One.")) == []
    assert asked(play.finish("r1", "a1", status="completed")) == ["One."]


def test_escape_ends_the_reading():
    play = Play()
    play.connect()
    reading(play, "One.", "Two.")
    play.answer()
    play.escape()
    assert asked(play.finish(status="cancelled")) == []
    assert asked(play.happen(ev.MessageTyped("Hello", play.now))) == [""]

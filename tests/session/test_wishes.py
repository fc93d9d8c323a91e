"""What another program asks for is a wish, not a key: twice the same is once."""

import pytest

from tests.session.play import HANDS_FREE, Play, kinds, only
from tui_voice.config.settings import Settings, Turns
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity


def begun(settings: Settings | None = None) -> Play:
    play = Play(settings)
    play.connect()
    return play


def record(play: Play, on: bool) -> list[do.Effect]:
    return play.happen(ev.RecordWished(on, play.now))


@pytest.mark.parametrize("turns", Turns)
def test_a_start_opens_the_microphone_once_however_often_it_is_asked_for(turns: Turns):
    play = begun(Settings(turns=turns))
    record(play, True)
    assert record(play, True) == []
    play.happen(ev.CaptureStarted(play.now))
    assert record(play, True) == []
    assert len(only(do.StartCapture, play.effects)) == 1


def test_a_stop_sends_what_was_said_once_however_often_it_is_asked_for():
    play = begun()
    record(play, True)
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    assert kinds(record(play, False)) == ["StopCapture"]
    assert record(play, False) == []
    assert kinds(play.happen(ev.CaptureStopped(play.now))) == ["CommitAudio", "CreateResponse"]
    assert record(play, False) == []


def test_a_start_while_the_microphone_closes_opens_it_again_and_a_stop_takes_that_back():
    play = begun()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    play.press()
    record(play, True)
    record(play, True)
    assert play.state.capture.restart
    record(play, False)
    play.happen(ev.CaptureStopped(play.now))
    assert play.state.activity is Activity.THINKING
    assert len(only(do.StartCapture, play.effects)) == 1


def test_a_stop_with_nothing_open_leaves_the_answer_alone():
    play = begun()
    play.record()
    play.commit()
    play.answer()
    assert record(play, False) == []


def test_the_wait_for_the_answer_counts_from_the_stop():
    play = begun()
    record(play, True)
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    record(play, False)
    assert play.state.asked_at == play.now


def test_muting_twice_is_muting_once_and_ends_what_the_server_hears():
    play = begun(HANDS_FREE)
    record(play, True)
    play.happen(ev.CaptureStarted(play.now), ev.SpeechStarted("u1", 0, play.now))
    play.say()
    assert kinds(play.happen(ev.MuteWished(True, play.now))) == ["CommitAudio", "CreateResponse"]
    assert play.happen(ev.MuteWished(True, play.now)) == []
    assert play.state.muted
    play.happen(ev.MuteWished(False, play.now), ev.MuteWished(False, play.now))
    assert not play.state.muted

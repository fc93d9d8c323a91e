"""Leaving: what was being said is a turn of the history, and nobody waits long for it."""

from tests.session.play import CHUNK, HANDS_FREE, Play, kinds, only
from tui_voice.conversation.items import ItemStatus
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.leaving import LAST_WORDS, LAST_WORDS_S
from tui_voice.session.state import Facts


def recording(play: Play, chunks: int = 3) -> Play:
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(chunks)
    return play


def quit_in(play: Play) -> list[str]:
    return kinds(play.happen(ev.QuitRequested()))


def test_leaving_closes_what_is_open():
    play = Play()
    play.connect()
    play.press()
    assert quit_in(play) == ["StopCapture", "Quit"]


def test_leaving_in_the_middle_of_a_recording_waits_for_its_words_and_for_no_answer():
    play = recording(Play())
    assert quit_in(play) == ["StartTimer", "StopCapture"]
    assert kinds(play.happen(ev.AudioCaptured(CHUNK, play.now))) == ["AppendAudio"]
    assert kinds(play.happen(ev.CaptureStopped(play.now))) == ["CommitAudio"]
    assert play.commit("u1") == []
    assert kinds(play.commit("u1", words="and then")) == ["Quit"]
    assert play.kept["u1"].item.text == "and then"
    assert only(do.CreateResponse, play.effects) == []


def test_asked_again_it_waits_no_more():
    play = recording(Play())
    quit_in(play)
    assert quit_in(play) == ["StopCapture", "Quit"]


def test_words_that_do_not_come_are_not_waited_for_long_and_the_turn_is_kept_with_its_sound():
    play = recording(Play(facts=Facts(keeps_sound=True)))
    (timer,) = only(do.StartTimer, play.happen(ev.QuitRequested()))
    assert timer == do.StartTimer(LAST_WORDS, LAST_WORDS_S)
    play.happen(ev.CaptureStopped(play.now))
    play.commit("u1")
    effects = play.happen(ev.TimerFired(LAST_WORDS, play.now))
    assert kinds(effects) == ["Quit", *["KeepSound"] * 3, "EndSound"]
    assert play.kept["u1"].item.status is ItemStatus.UNHEARD


def test_a_turn_just_sent_is_kept_without_words_where_they_have_not_come():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1")
    assert quit_in(play) == ["Quit"]
    assert play.kept["u1"].item.status is ItemStatus.UNHEARD


def test_the_record_key_begins_no_other_recording_while_the_last_words_are_waited_for():
    play = recording(Play())
    quit_in(play)
    play.press()
    assert only(do.StartCapture, play.happen(ev.CaptureStopped(play.now))) == []


def test_a_discarded_recording_is_not_written_down():
    play = recording(Play())
    play.escape()
    assert quit_in(play) == ["StopCapture", "Quit"]


def test_without_a_connection_nothing_is_waited_for():
    play = recording(Play())
    play.lose()
    assert quit_in(play) == ["StopCapture", "Quit"]


def test_hands_free_only_speech_that_the_server_hears_is_waited_for():
    play = recording(Play(HANDS_FREE), chunks=6)
    assert quit_in(play) == ["StopCapture", "Quit"]

    play = recording(Play(HANDS_FREE), chunks=6)
    play.happen(ev.SpeechStarted("u1", 200, play.now))
    assert quit_in(play) == ["StartTimer", "StopCapture"]
    assert kinds(play.happen(ev.CaptureStopped(play.now))) == ["CommitAudio"]
    assert kinds(play.commit("u1", words="and then")) == ["Quit"]

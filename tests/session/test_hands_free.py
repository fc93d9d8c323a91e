"""Hands-free turns, where the server says when speech begins and ends, and says it late."""

import pytest

from tests.session.play import CHUNK, HANDS_FREE, Play, kinds, only
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity


def listening() -> Play:
    """Hands-free, and the person has begun to speak."""
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(2)
    play.happen(ev.SpeechStarted("u1", 0, play.now))
    return play


def test_a_question_lost_before_its_answer_began_is_answered_though_the_microphone_is_open():
    play = listening()
    play.happen(ev.SpeechStopped("u1", 400, play.now), ev.InputCommitted("u1", "", play.now))
    play.say(1)
    play.lose()
    assert kinds(play.session()) == [
        "StopTimer",
        "UpdateSession",
        *["AppendAudio"] * 2,
        "CommitAudio",
        "UpdateSession",
        "AppendAudio",
        "CreateResponse",
    ]


def test_what_is_said_after_the_end_of_a_turn_belongs_to_the_next():
    play = listening()
    play.say(3)
    play.happen(ev.SpeechStopped("u1", 600, play.now), ev.InputCommitted("u1", "", play.now))
    first, second = play.state.speech
    assert (first.item_id, len(first.chunks)) == ("u1", 3)
    assert (second.item_id, len(second.chunks)) == ("", 2)


def test_a_server_whose_audio_clock_means_nothing_ends_the_turn_where_it_commits_it():
    play = listening()
    play.happen(ev.SpeechStopped("u1", 0, play.now), ev.InputCommitted("u1", "", play.now))
    (turn,) = play.state.speech
    assert (turn.item_id, len(turn.chunks)) == ("u1", 2)


def test_speech_told_to_a_new_session_is_kept_until_that_has_heard_as_much_again():
    play = listening()
    play.say(30)
    play.lose()
    play.session()
    play.say(5)
    play.lose()
    assert len(only(do.AppendAudio, play.session())) == 37


def test_speech_noticed_only_after_the_microphone_was_muted_is_a_turn():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(2)
    play.happen(ev.MuteToggled(play.now))
    effects = play.happen(ev.SpeechStarted("u1", 0, play.now))
    assert kinds(effects) == ["CommitAudio", "CreateResponse"]


def test_speech_noticed_only_after_the_microphone_was_closed_leaves_nobody_heard():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(1)
    play.press()
    play.happen(ev.CaptureStopped(play.now), ev.SpeechStarted("u1", 0, play.now))
    assert play.state.activity is Activity.IDLE


def test_words_that_came_ahead_of_a_turn_that_is_said_again_do_not_stand_there_twice():
    play = listening()
    play.happen(ev.TranscriptionDelta("u1", "turn on", play.now))
    assert play.words == [("user", "turn on")]
    play.lose()
    play.session()
    assert play.words == []


def test_late_words_of_speech_that_was_taken_back_make_no_turn():
    play = listening()
    play.happen(ev.SpeechStopped("u1", 400, play.now))
    play.commit("u1", words="turn on the light")
    play.press()
    play.happen(ev.CaptureStopped(play.now), ev.TranscriptionDelta("u2", "uh", play.now))
    assert play.words == [("user", "turn on the light")]


def test_what_a_new_session_was_told_of_two_turns_is_not_lost_when_it_has_heard_the_first():
    play = listening()
    play.lose()
    play.say(2)
    play.session()
    play.happen(ev.SpeechStarted("u2", 0, play.now), ev.SpeechStopped("u2", 600, play.now))
    play.commit("u2", words="the first")
    play.press()
    assert kinds(play.happen(ev.CaptureStopped(play.now))) == ["CommitAudio", "CreateResponse"]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("loud", [False, True])
def test_who_stops_listening_around_a_loss_sends_what_may_be_speech_and_no_silence(
    loud: bool, back: bool
):
    pcm = CHUNK if loud else bytes(len(CHUNK))
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.AudioCaptured(pcm, play.now))
    play.lose()
    if back:
        play.session()
    play.press()
    effects = play.happen(ev.CaptureStopped(play.now))
    if not back:
        effects = play.session()
    assert len(only(do.CommitAudio, effects)) == loud
    assert len(only(do.CreateResponse, effects)) == loud
    assert play.notices[1:] == []


def test_a_turn_of_which_the_server_has_nothing_left_is_not_waited_for():
    play = listening()
    play.happen(ev.MuteToggled(play.now))
    empty = "input_audio_buffer_commit_empty"
    play.happen(ev.ServerFailed("invalid_request_error", empty, "buffer too small", "", play.now))
    assert play.state.speech == ()
    assert play.notices == []


def test_what_was_typed_while_the_server_answered_by_itself_is_asked_when_that_is_done():
    play = listening()
    play.happen(ev.MessageTyped("and this", play.now))
    busy = "conversation_already_has_active_response"
    play.happen(ev.ResponseCreated("r1", play.now))
    play.happen(ev.ServerFailed("invalid_request_error", busy, "busy", "", play.now))
    assert kinds(play.finish("r1"))[-1] == "CreateResponse"

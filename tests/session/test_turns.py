"""The person's turn: record key, Esc, mute, typing."""

import pytest

from tests.session.play import CHUNK, HANDS_FREE, Play, kinds, only
from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.items import ItemStatus
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity, CapturePhase


def test_the_microphone_stays_closed_until_the_person_asks():
    for turns in Turns:
        play = Play(Settings(turns=turns))
        play.connect()
        assert only(do.StartCapture, play.effects) == []


def test_record_down_clears_the_buffer_then_opens_the_microphone():
    play = Play()
    play.connect()
    assert kinds(play.press()) == ["ClearAudio", "StartCapture"]


def test_recording_is_said_only_when_the_first_block_has_arrived():
    play = Play()
    play.connect()
    play.press()
    assert play.state.activity is Activity.OPENING
    play.happen(ev.CaptureStarted(play.now))
    assert play.state.activity is Activity.RECORDING


def test_record_again_sends_the_tail_then_commits_then_asks():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(2)
    assert kinds(play.press()) == ["StopCapture"]
    tail = b"\x02\x00" * 100
    effects = play.happen(ev.AudioCaptured(tail, play.now), ev.CaptureStopped(play.now))
    assert effects == [do.AppendAudio(tail), do.CommitAudio(), do.CreateResponse(asked="1")]


def test_record_down_cancels_the_answer_and_silences_the_speaker_first():
    play = Play()
    play.connect()
    play.record()
    play.commit()
    play.answer()
    effects = play.press()
    assert kinds(effects) == ["StopPlayback", "CancelResponse", "ClearAudio", "StartCapture"]
    assert only(do.CancelResponse, effects) == [do.CancelResponse("r1")]


def test_less_than_a_tenth_of_a_second_is_not_committed_but_said():
    play = Play()
    play.connect()
    play.press()
    play.press()
    effects = play.happen(
        ev.AudioCaptured(b"\x01\x00" * 2399, play.now), ev.CaptureStopped(play.now)
    )
    assert kinds(effects) == ["AppendAudio", "ClearAudio"]
    assert "Too short" in play.notices[-1]
    assert play.state.activity is Activity.IDLE


def test_escape_while_recording_discards_it():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    assert kinds(play.escape()) == ["StopCapture", "ClearAudio"]
    assert play.happen(ev.AudioCaptured(CHUNK, play.now), ev.CaptureStopped(play.now)) == []
    assert play.state.speech == ()
    assert play.items == ()


def test_escape_before_the_first_block_discards_too():
    play = Play()
    play.connect()
    play.press()
    assert kinds(play.escape()) == ["StopCapture"]
    assert only(do.CommitAudio, play.happen(ev.CaptureStopped(play.now))) == []


def test_a_key_pressed_while_the_microphone_closes_begins_the_next_recording():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    play.press()
    play.press()
    effects = play.happen(ev.CaptureStopped(play.now))
    assert kinds(effects) == ["CommitAudio", "ClearAudio", "StartCapture"]
    assert play.state.capture.phase is CapturePhase.OPENING


def test_a_microphone_that_fails_keeps_what_was_said():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(3)
    effects = play.happen(ev.CaptureFailed("The microphone went away.", play.now))
    assert kinds(effects) == ["CommitAudio", "CreateResponse"]
    assert play.notices == ["The microphone went away."]


def test_a_microphone_that_never_opened_leaves_one_line_and_the_app_idle():
    play = Play()
    play.connect()
    play.press()
    effects = play.happen(ev.CaptureFailed("No microphone: plug one in.", play.now))
    assert only(do.CommitAudio, effects) == []
    assert play.state.activity is Activity.IDLE
    assert play.notices == ["No microphone: plug one in."]


def test_muted_speech_is_neither_kept_nor_sent():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.MuteToggled(play.now))
    assert play.say(3) == []
    play.happen(ev.MuteToggled(play.now))
    assert kinds(play.say(1)) == ["AppendAudio"]


def test_a_typed_turn_stands_in_the_log_at_once_and_asks():
    play = Play()
    play.connect()
    effects = play.happen(ev.MessageTyped("  hello ", play.now))
    assert effects == [do.CreateItem("typed_1", "user", "hello"), do.CreateResponse(asked="1")]
    assert play.words == [("user", "hello")]


def test_an_empty_typed_turn_is_nothing():
    play = Play()
    play.connect()
    assert play.happen(ev.MessageTyped("   ", play.now)) == []
    assert play.items == ()


def test_a_typed_turn_in_the_middle_of_an_answer_cuts_it_short_and_waits_for_its_end():
    play = Play()
    play.connect()
    play.record()
    play.commit()
    play.answer()
    effects = play.happen(ev.MessageTyped("stop, rather this", play.now))
    assert kinds(effects) == ["StopPlayback", "CancelResponse", "CreateItem"]
    effects = play.finish(status="cancelled")
    assert only(do.CreateResponse, effects) == [do.CreateResponse(asked="2")]


# ── hands-free ──


def test_hands_free_the_key_starts_and_stops_listening():
    play = Play(HANDS_FREE)
    play.connect()
    assert kinds(play.press()) == ["StartCapture"]
    play.happen(ev.CaptureStarted(play.now))
    assert play.state.activity is Activity.LISTENING
    play.say()
    assert kinds(play.press()) == ["StopCapture"]
    effects = play.happen(ev.CaptureStopped(play.now))
    assert kinds(effects) == ["ClearAudio"]
    assert play.state.activity is Activity.IDLE


def test_stopping_in_the_middle_of_speech_commits_so_that_the_turn_cannot_hang():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.SpeechStarted("u1", 0, play.now))
    play.say()
    play.press()
    effects = play.happen(ev.CaptureStopped(play.now))
    assert kinds(effects) == ["CommitAudio", "CreateResponse"]


def test_muting_in_the_middle_of_speech_commits_and_asks():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.SpeechStarted("u1", 0, play.now))
    play.say()
    assert kinds(play.happen(ev.MuteToggled(play.now))) == ["CommitAudio", "CreateResponse"]


def test_barge_in_silences_the_speaker_before_it_truncates_what_was_unheard():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.ResponseCreated("r0", play.now))
    play.answer()
    effects = play.happen(ev.SpeechStarted("u2", 900, play.now))
    assert kinds(effects) == ["StopPlayback"], "the server cancels by itself"
    assert play.silence(a1=2400) == [do.TruncateItem("a1", 100)]
    assert play.state.activity is Activity.HEARING


def test_silence_between_turns_is_not_kept_for_ever():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(500)
    assert len(play.state.speech[-1].chunks) == 10


def test_latency_of_a_hands_free_turn_counts_from_the_end_of_speech_on_the_servers_clock():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(10)  # 2 s are sent, the last sample was captured now
    end_of_sound = play.now
    play.wait(0.05)
    play.happen(ev.SpeechStopped("u1", 1500, play.now))
    play.commit()
    play.answer()
    play.happen(ev.PlaybackStarted("a1", end_of_sound + 0.3))
    assert play.state.latencies_s[-1] == pytest.approx(0.8)  # 0.5 s of silence and 0.3 s


# ── order of words ──


def test_the_answer_never_stands_above_the_question_however_late_its_words_come():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1")
    play.answer()
    play.happen(ev.TranscriptionDelta("u1", "what ti", play.now))
    play.finish()
    play.commit("u1", words="what time is it")
    assert play.words == [("user", "what time is it"), ("assistant", "One two.")]


def test_words_that_come_before_the_commit_find_their_place_later():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("first", play.now))
    play.answer("r1", "a1", text="second")
    play.finish("r1", "a1")
    play.record()
    play.happen(ev.TranscriptionDelta("u2", "thir", play.now))
    play.happen(ev.MessageTyped("fourth", play.now))
    play.happen(ev.InputCommitted("u2", "a1", play.now))
    play.happen(ev.TranscriptionDelta("u2", "d", play.now))
    assert [text for _, text in play.words] == ["first", "second", "third", "fourth"]


def test_words_that_never_come_are_given_up_at_the_next_turn():
    play = Play()
    play.connect()
    play.commit("u1")
    play.commit("u2", "u1")
    assert [item.status for item in play.items] == [ItemStatus.UNHEARD, ItemStatus.LIVE]


def test_a_failed_transcription_is_said_and_the_turn_stays():
    play = Play()
    play.connect()
    play.commit("u1")
    play.happen(ev.TranscriptionFailed("u1", "no model", play.now))
    assert play.items[0].status is ItemStatus.UNHEARD
    assert "no model" in play.notices[-1]


def test_what_is_wrong_with_the_microphone_is_said_but_not_of_a_recording_thrown_away():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.CaptureSuspected("It clips.", play.now))
    assert play.notices == ["It clips."]
    play.happen(ev.CancelPressed(play.now), ev.CaptureSuspected("Nobody spoke.", play.now))
    assert "Nobody spoke." not in play.notices


def test_a_device_that_went_away_or_is_back_is_said():
    play = Play()
    play.connect()
    play.happen(ev.DeviceChanged("“Headset” is back and is used again.", play.now))
    assert play.notices == ["“Headset” is back and is used again."]

"""The answer: one at a time, what is played, what was heard, what it cost."""

import pytest

from tests.session.play import CHUNK, Play, kinds, only
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import ItemStatus
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity

HALF = len(CHUNK) // 4
"""Samples in half a chunk of 200 ms."""


def spoken_turn(settings: Settings | None = None) -> Play:
    """A question asked and committed; the answer is on its way."""
    play = Play(settings)
    play.connect()
    play.record()
    play.commit("u1", words="what time is it")
    return play


def test_every_sound_is_played_before_its_item_is_finished():
    play = spoken_turn()
    effects = play.answer(chunks=3) + play.finish()
    assert kinds(effects[:4]) == ["PlayAudio"] * 3 + ["FinishAudio"]
    assert only(do.PlayAudio, effects[4:]) == []


def test_an_answer_without_audio_done_is_finished_with_its_response():
    play = spoken_turn()
    play.answer()
    done = ev.ResponseDone("r1", "completed", "", "", Usage(), play.now)
    assert play.happen(done) == [do.FinishAudio("a1")]


def test_speaking_is_said_only_when_the_speaker_has_begun():
    play = spoken_turn()
    play.answer()
    assert play.state.activity is Activity.THINKING
    play.happen(ev.PlaybackStarted("a1", play.now))
    assert play.state.activity is Activity.SPEAKING
    play.finish()
    assert play.state.activity is Activity.SPEAKING, "the server is done, the speaker is not"
    play.happen(ev.PlaybackFinished("a1", 9600, play.now))
    assert play.state.activity is Activity.IDLE


def test_latency_runs_from_the_key_to_the_first_sample_heard():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    play.press()
    pressed = play.now
    play.happen(ev.CaptureStopped(play.now))
    play.commit()
    play.answer()
    play.happen(ev.PlaybackStarted("a1", pressed + 0.75))
    assert play.items[-1].latency_s == pytest.approx(0.75)
    play.happen(ev.PlaybackStarted("a1", pressed + 9))
    assert play.state.latencies_s == (pytest.approx(0.75),)


# ── cancel ──


def test_escape_silences_cancels_and_then_truncates_to_what_was_heard():
    play = spoken_turn()
    play.answer(chunks=2)
    assert play.escape() == [do.StopPlayback(), do.CancelResponse("r1")]
    assert play.silence(a1=HALF) == [do.TruncateItem("a1", 100)]
    item = play.items[-1]
    assert item.status is ItemStatus.CUT
    assert 0 < item.heard_chars < len(item.text)


def test_after_the_server_is_done_escape_only_truncates():
    play = spoken_turn()
    play.answer()
    play.finish()
    assert play.escape() == [do.StopPlayback()], "no response is active: none is cancelled"
    assert play.silence(a1=HALF) == [do.TruncateItem("a1", 100)]


def test_what_was_wholly_heard_is_not_truncated():
    play = spoken_turn()
    play.answer(chunks=2)
    play.finish()
    play.escape()
    assert play.silence(a1=9600) == []
    assert play.items[-1].status is ItemStatus.DONE


def test_the_truncation_never_goes_beyond_what_was_received():
    play = spoken_turn()
    play.answer(chunks=1)
    play.escape()
    assert play.silence(a1=999_999) == [do.TruncateItem("a1", 200)]


def test_an_answer_of_which_nothing_was_heard_is_deleted_not_truncated_at_zero():
    play = spoken_turn()
    play.answer()
    play.escape()
    assert play.silence(a1=0) == [do.DeleteItem("a1")]


def test_less_than_a_millisecond_is_nothing_heard():
    play = spoken_turn()
    play.answer()
    play.escape()
    assert play.silence(a1=23) == [do.DeleteItem("a1")]


def test_an_answer_cut_before_its_first_sound_is_deleted():
    play = spoken_turn()
    play.answer(chunks=0)
    assert play.escape() == [do.CancelResponse("r1"), do.DeleteItem("a1")]
    assert play.items[-1].heard_chars == 0


def test_late_deltas_of_a_cancelled_response_are_dropped():
    play = spoken_turn()
    play.answer(text="One")
    play.escape()
    play.silence(a1=HALF)
    late = [
        ev.AnswerTextDelta("r1", "a1", " more", True, play.now),
        ev.AnswerTextDone("r1", "a1", "One more", True, play.now),
        ev.AnswerAudioDelta("r1", "a1", CHUNK, play.now),
        ev.AnswerAudioDone("r1", "a1", play.now),
        ev.OutputItemAdded("r1", "a9", "message", play.now),
    ]
    assert play.happen(*late) == []
    assert play.words[-1] == ("assistant", "One")


def test_escape_before_the_response_has_a_name_cancels_it_when_it_gets_one():
    play = spoken_turn()
    assert play.escape() == []
    assert play.answer() == [do.CancelResponse("r1")]
    assert play.state.playing == ()


def test_escape_when_nothing_goes_on_does_nothing():
    play = Play()
    play.connect()
    assert play.escape() == []


def test_an_item_heard_to_its_end_as_it_was_cut_stays_whole():
    play = spoken_turn()
    play.answer(chunks=1)
    play.happen(ev.AnswerAudioDone("r1", "a1", play.now))
    play.escape()
    play.happen(ev.PlaybackFinished("a1", 4800, play.now))
    assert play.silence() == []
    assert play.items[-1].status is ItemStatus.DONE


# ── one at a time ──


def test_the_next_question_waits_until_the_cancelled_answer_is_done():
    play = spoken_turn()
    play.answer()
    effects = play.record()
    assert only(do.CreateResponse, effects) == []
    assert only(do.CreateResponse, play.finish(status="cancelled")) == [
        do.CreateResponse(asked="2")
    ]


def test_an_answer_already_active_means_ask_again_later():
    play = spoken_turn()
    error = ev.ServerFailed(
        "invalid_request_error", "conversation_already_has_active_response", "busy", "", play.now
    )
    assert play.happen(error) == []
    assert play.notices == []
    done = ev.ResponseDone("other", "completed", "", "", Usage(), play.now)
    assert play.happen(done) == [do.CreateResponse(asked="2")]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("response_cancel_not_active", "Cancellation failed: no active response found"),
        ("input_audio_buffer_commit_empty", "buffer too small"),
        ("", "Audio content of 300ms is already shorter than 500ms"),
    ],
)
def test_facts_of_life_are_not_shown_as_failures(code: str, message: str):
    play = spoken_turn()
    play.answer()
    play.happen(ev.ServerFailed("invalid_request_error", code, message, "", play.now))
    assert play.notices == []
    assert play.state.response is not None


def test_a_real_error_is_said_in_words_and_ends_the_wait():
    play = spoken_turn()
    assert play.state.activity is Activity.THINKING
    play.happen(ev.ServerFailed("server_error", "oops", "The server is out of order.", "", 0))
    assert play.notices == ["The server is out of order."]
    assert play.state.activity is Activity.IDLE


def test_a_failed_answer_says_why():
    play = spoken_turn()
    play.answer(chunks=0, text="")
    play.finish(status="failed", message="Out of tea.")
    assert play.notices == ["The answer failed: Out of tea."]
    assert play.words == [("user", "what time is it")], "an empty item is no turn"


def test_an_incomplete_answer_keeps_its_words_and_says_why():
    play = spoken_turn()
    play.answer()
    play.finish(status="incomplete", reason="max_output_tokens")
    assert "length limit" in play.notices[0]
    assert play.words[-1] == ("assistant", "One two.")


def test_a_text_answer_makes_no_sound_and_is_not_cut_to_what_was_heard():
    play = spoken_turn()
    play.happen(
        ev.ResponseCreated("r1", play.now),
        ev.AnswerTextDelta("r1", "a1", "Only text.", False, play.now),
    )
    play.escape()
    assert only(do.DeleteItem, play.effects) == []
    assert play.items[-1].heard_chars == len("Only text.")


# ── cost ──


def test_cached_tokens_are_priced_as_the_subset_they_are():
    usage = Usage(text_in=1000, text_cached=400, audio_in=2000, audio_cached=500, audio_out=100)
    dollars = (600 * 0.60 + 400 * 0.06 + 1500 * 10 + 500 * 0.30 + 100 * 20) / 1e6
    play = spoken_turn()
    play.answer()
    play.finish(usage=usage)
    assert play.state.cost_usd == pytest.approx(dollars)
    assert play.state.usage.tokens == 3100


def test_a_model_without_a_known_price_has_no_cost_rather_than_none_at_all():
    play = spoken_turn(Settings(model="local-model"))
    play.answer()
    play.finish(usage=Usage(text_in=10))
    assert play.state.cost_usd is None
    assert play.state.usage.tokens == 10


def test_transcription_is_billed_by_the_minute_and_apart():
    play = spoken_turn()
    play.happen(
        ev.TranscriptionCompleted("u1", "what time is it", Usage(transcription_s=30), play.now)
    )
    assert play.state.cost_usd == pytest.approx(0.0085)

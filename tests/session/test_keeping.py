"""Every finished turn is kept before the next begins."""

from tests.session.play import CHUNK, Play
from tui_voice.conversation.items import ItemStatus
from tui_voice.session import events as ev


def test_a_typed_turn_is_kept_at_once():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    assert play.kept["typed_1"].item.text == "hello"


def test_a_spoken_turn_is_kept_when_its_words_are_known():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1")
    assert play.kept == {}
    play.commit("u1", words="what time is it")
    assert play.kept["u1"].item.text == "what time is it"


def test_a_spoken_turn_without_words_is_kept_as_one_that_was_not_written_down():
    play = Play()
    play.connect()
    play.commit("u1")
    play.happen(ev.TranscriptionFailed("u1", "no model", play.now))
    assert play.kept["u1"].item.status is ItemStatus.UNHEARD


def test_an_answer_is_kept_sentence_by_sentence_and_then_as_it_was_heard():
    play = Play()
    play.connect()
    play.answer(text="First. And then")
    assert play.kept == {}, "nothing ended yet"
    play.happen(ev.AnswerTextDelta("r1", "a1", " more.", True, play.now))
    assert play.kept["a1"].item.text == "First. And then more."
    play.escape()
    play.silence(a1=4800)
    assert play.kept["a1"].item.status is ItemStatus.CUT
    assert play.kept["a1"].item.heard_samples == 4800


def test_sound_that_comes_for_a_sentence_that_is_kept_writes_nothing():
    play = Play()
    play.connect()
    play.answer(text="One sentence.", chunks=0)
    play.kept.clear()
    play.happen(ev.AnswerAudioDelta("r1", "a1", CHUNK, play.now))
    assert play.kept == {}


def test_the_model_is_kept_with_the_turn():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    assert play.kept["typed_1"].model == "gpt-realtime-2.1-mini"

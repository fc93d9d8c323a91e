"""Sound is kept only where that is wanted: what was sent, and what was really heard."""

import pytest

from tests.session.play import CHUNK, HANDS_FREE, WALL, Play, only
from tui_voice.config.settings import Settings
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.state import Facts

SAMPLES = len(CHUNK) // 2


@pytest.fixture
def play() -> Play:
    play = Play(facts=Facts(keeps_sound=True))
    play.connect()
    return play


def sound(play: Play) -> list[tuple[str, int]]:
    """Of which items how many samples were given to be kept."""
    return [(each.item_id, len(each.pcm) // 2) for each in only(do.KeepSound, play.effects)]


def ends(play: Play) -> list[tuple[str, int]]:
    return [(each.item_id, each.samples) for each in only(do.EndSound, play.effects)]


def test_nothing_is_kept_unless_it_is_wanted():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1", words="hello")
    play.answer()
    play.happen(ev.PlaybackFinished("a1", 2 * SAMPLES, play.now))
    assert sound(play) == []
    assert ends(play) == []
    assert play.notices == []


def test_that_sound_is_kept_is_said(play: Play):
    assert play.notices == ["The sound of this conversation is kept, as you asked (record_audio)."]


def test_who_wants_the_sound_kept_and_no_history_is_told_that_nothing_is():
    play = Play(Settings(record_audio=True, history=False))
    play.connect()
    assert play.notices == ["No sound is kept (record_audio): without a history nothing is."]


def test_a_turn_is_kept_as_it_was_sent_when_its_words_are_known(play: Play):
    play.record(chunks=3)
    play.commit("u1")
    assert sound(play) == []
    play.commit("u1", words="hello")
    assert sound(play) == [("u1", SAMPLES)] * 3
    assert ends(play) == [("u1", 3 * SAMPLES)]


def test_a_turn_whose_words_never_come_is_kept_with_its_answer(play: Play):
    play.record()
    play.commit("u1")
    play.answer()
    play.finish()
    assert ends(play) == [("u1", 3 * SAMPLES)]


def test_a_turn_that_is_said_again_on_a_new_connection_is_kept_once(play: Play):
    play.record()
    play.commit("u1")
    play.lose()
    play.session()
    assert sound(play) == []
    play.commit("u2", words="hello")
    assert ends(play) == [("u2", 3 * SAMPLES)]


def test_of_an_answer_that_was_cut_only_what_was_heard_is_kept(play: Play):
    play.answer(chunks=2)
    play.escape()
    play.silence(a1=SAMPLES // 2)
    assert sound(play) == [("a1", SAMPLES)] * 2
    assert ends(play) == [("a1", SAMPLES // 2)]


def test_it_is_known_when_each_turn_was_spoken_and_heard(play: Play):
    began = play.now
    play.record(chunks=3)
    play.wait(0.3)
    play.commit("u1", words="hello")
    play.answer()
    play.wait(0.5)
    play.happen(ev.PlaybackStarted("a1", play.now))
    question, answer = play.items
    assert question.began_s == pytest.approx(WALL + began - 100.0)
    assert question.received_samples == 3 * SAMPLES
    assert answer.began_s == pytest.approx(WALL + began - 100.0 + 0.6 + 0.3 + 0.5)


def test_hands_free_a_turn_begins_where_the_server_heard_it_begin():
    play = Play(HANDS_FREE, Facts(keeps_sound=True))
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(chunks=8)  # 1.6 s, of which nobody speaks in the first
    play.happen(ev.SpeechStarted("u1", 1100, play.now))
    play.say(chunks=2)
    play.happen(ev.SpeechStopped("u1", 2000, play.now))
    play.commit("u1", words="hello")
    assert sum(samples for _, samples in sound(play)) == 5 * SAMPLES, "of the chunk it began in"
    (item,) = play.items
    assert item.began_s == pytest.approx(WALL + 1.0)
    assert item.received_samples == 5 * SAMPLES


def test_a_server_whose_clock_means_nothing_takes_nothing_away():
    play = Play(HANDS_FREE, Facts(keeps_sound=True))
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(chunks=3)
    for audio_start_ms in (0, 90_000):
        play.happen(ev.SpeechStarted("u1", audio_start_ms, play.now))
    play.commit("u1", words="hello")
    assert sum(samples for _, samples in sound(play)) == 3 * SAMPLES

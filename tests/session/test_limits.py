"""What must not be exceeded: the money of a session, and the server's hour."""

from dataclasses import replace

import pytest

from tests.session.play import HANDS_FREE, WALL, Play, kinds, only
from tui_voice.config.settings import Settings
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.limits import cost_of_words

A_DOLLAR = Usage(audio_out=50_000)
"""Of gpt-realtime-2.1-mini, at 20 dollars a million."""


def answered(play: Play, number: int, usage: Usage = A_DOLLAR) -> list[do.Effect]:
    """One typed turn with its answer, heard to its end."""
    response_id, item_id = f"r{number}", f"a{number}"
    effects = play.happen(ev.MessageTyped("go on", play.now))
    if only(do.CreateResponse, effects):
        effects += play.answer(response_id, item_id)
        effects += play.finish(response_id, item_id, usage=usage)
        effects += play.happen(ev.PlaybackFinished(item_id, 9600, play.now))
    return effects


def test_a_limit_of_less_than_a_dime_is_told_to_a_hundredth_of_a_cent():
    play = Play(Settings(max_cost=0.0025))
    play.connect()
    answered(play, 1, Usage(audio_out=100))
    assert play.notices == ["This session has cost $0.0020 of the $0.0025 you allow (max_cost)."]


def test_the_limit_warns_at_four_fifths_and_stops_asking_when_it_is_reached():
    play = Play(Settings(max_cost=5.0))
    play.connect()
    for number in range(3):
        answered(play, number)
    assert play.notices == []
    answered(play, 3)
    assert play.notices == ["This session has cost $4.00 of the $5.00 you allow (max_cost)."]
    answered(play, 4)
    assert len(play.notices) == 1
    effects = answered(play, 5)
    assert kinds(effects) == ["CreateItem"], "the words stay, the question is not asked"
    assert "nothing more is asked" in play.notices[-1]
    assert play.words[-1] == ("user", "go on")


def test_past_the_limit_the_microphone_is_not_opened():
    play = Play(replace(HANDS_FREE, max_cost=0.5))
    play.connect()
    answered(play, 1)
    assert play.press() == []


def test_a_higher_limit_lets_the_conversation_go_on():
    play = Play(Settings(max_cost=0.5))
    play.connect()
    answered(play, 1)
    play.happen(ev.SettingsChanged(replace(play.state.settings, max_cost=9.0), play.now))
    assert only(do.CreateResponse, answered(play, 2))


def test_no_limit_is_no_limit():
    play = Play()
    play.connect()
    for number in range(30):
        answered(play, number)
    assert play.notices == []
    assert play.state.cost_usd == pytest.approx(30)


def test_the_cost_of_an_answer_stands_beside_its_words():
    play = Play()
    play.connect()
    answered(play, 1)
    assert play.items[-1].cost_usd == pytest.approx(1.0)
    assert play.kept["a1"].item.cost_usd == pytest.approx(1.0)


def test_the_prices_of_openai_are_not_those_of_another_server():
    play = Play()
    play.happen(
        ev.Started(play.now, WALL),
        ev.ConnectionOpened("localhost:8000", False, ev.Credential.NONE, "", play.now),
        ev.SessionCreated("s", "m", 0, play.now),
    )
    answered(play, 1)
    assert play.state.cost_usd is None
    assert play.state.usage.tokens == 50_000


def test_a_transcription_without_a_known_price_makes_the_cost_unknown_not_smaller():
    priced = Play()
    priced.connect()
    unpriced = Play(Settings(transcription_model="gpt-transcribe"))
    unpriced.connect()
    usage = Usage(transcription_s=60)
    assert cost_of_words(priced.state, usage) == pytest.approx(0.017)
    assert cost_of_words(unpriced.state, usage) is None


def test_the_offline_server_costs_nothing():
    play = Play()
    play.happen(
        ev.Started(play.now, WALL),
        ev.ConnectionOpened("offline", True, ev.Credential.NONE, "", play.now),
        ev.SessionCreated("s", "m", 0, play.now),
    )
    answered(play, 1)
    assert play.state.cost_usd == 0


# ── the server's hour ──


def hour(play: Play) -> list[do.StartTimer]:
    play.happen(ev.Started(play.now, WALL))
    return only(do.StartTimer, play.session(expires_at=int(WALL) + 3600))


def test_a_session_of_an_hour_is_renewed_from_the_fifty_fifth_minute_on():
    play = Play()
    assert hour(play) == [do.StartTimer("renew", 55 * 60.0)]
    effects = play.happen(ev.TimerFired("renew", play.now))
    assert kinds(effects) == ["StopTimer", "Connect"]


def test_a_session_that_does_not_say_when_it_ends_is_left_alone():
    play = Play()
    assert only(do.StartTimer, play.connect()) == []


def test_the_renewal_waits_until_the_answer_has_been_heard():
    play = Play()
    hour(play)
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer()
    assert play.happen(ev.TimerFired("renew", play.now)) == []
    assert "Connect" not in kinds(play.finish())
    effects = play.happen(ev.PlaybackFinished("a1", 9600, play.now))
    assert kinds(effects) == ["StopTimer", "Connect"]


def test_the_renewal_waits_until_the_person_has_spoken():
    play = Play()
    hour(play)
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    assert play.happen(ev.TimerFired("renew", play.now)) == []


def test_hands_free_the_renewal_takes_a_silence_and_loses_no_sound():
    play = Play(HANDS_FREE)
    hour(play)
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(2)
    assert "Connect" in kinds(play.happen(ev.TimerFired("renew", play.now)))
    assert play.say(3) == []
    effects = play.session(expires_at=int(WALL) + 7200)
    assert len(only(do.AppendAudio, effects)) == 5


# ── idle timeout ──


def test_the_items_that_the_server_makes_of_silence_are_no_turns():
    play = Play(replace(HANDS_FREE, idle_timeout_ms=6000))
    play.connect()
    for silence in ("silence 1", "silence 2"):
        play.happen(ev.InputTimedOut(silence))
        play.commit(silence)
        play.happen(ev.ItemAdded(silence, "", "user", "", True, play.now))
    for silence in ("silence 1", "silence 2"):
        play.happen(ev.TranscriptionCompleted(silence, "", Usage(), play.now))
    play.answer(text="Are you still there?")
    assert play.words == [("assistant", "Are you still there?")]

"""The connection: opening, losing, carrying over; settings put into force."""

from dataclasses import replace
from datetime import date

from tests.session.play import CHUNK, HANDS_FREE, Play, kinds, only
from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.items import ItemStatus
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.links import STEADY_S
from tui_voice.session.phases import LinkPhase
from tui_voice.session.state import Facts


def lost_turn() -> Play:
    """A question and its answer, both in words."""
    play = Play()
    play.connect()
    play.record()
    play.commit("u1", words="what time is it")
    play.answer("r1", "a1", "It is noon.")
    play.finish("r1", "a1")
    play.happen(ev.PlaybackFinished("a1", 9600, play.now))
    return play


def test_the_first_session_gets_the_settings_and_nothing_else():
    play = Play()
    effects = play.connect()
    assert kinds(effects) == ["StopTimer", "UpdateSession"]
    assert play.state.link.phase is LinkPhase.READY
    assert play.notices == []


def test_a_loss_is_tried_again_and_the_context_is_carried_in_order():
    play = lost_turn()
    effects = play.lose()
    assert kinds(effects) == ["StartTimer"]
    assert play.state.link.phase is LinkPhase.WAITING
    assert kinds(play.happen(ev.TimerFired("reconnect", play.now))) == ["StopTimer", "Connect"]
    effects = play.session()
    assert only(do.CreateItem, effects) == [
        do.CreateItem("u1", "user", "what time is it"),
        do.CreateItem("a1", "assistant", "It is noon."),
    ]
    assert play.notices[-1] == "Context carried: 2 turns."
    assert only(do.CreateResponse, effects) == []


def test_only_the_heard_part_of_a_cut_answer_is_carried():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("count", play.now))
    play.answer("r1", "a1", "one two three four ", chunks=2)
    play.escape()
    play.silence(a1=4800)
    play.lose()
    items = only(do.CreateItem, play.session())
    assert items[-1] == do.CreateItem("a1", "assistant", "one two th")


def test_backoff_grows_from_a_quarter_to_eight_seconds():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    delays: list[float] = []
    for _ in range(9):
        effects = play.happen(ev.ConnectionRefused("Nobody is there.", True, play.now))
        delays += [timer.delay_s for timer in only(do.StartTimer, effects)]
        play.happen(ev.TimerFired("reconnect", play.now))
    assert 0.125 <= delays[0] <= 0.25
    assert 4 <= delays[-1] <= 8
    assert play.notices == ["Nobody is there."], "said once, shown in the status as long as true"


def test_backoff_grows_also_where_a_server_hangs_up_on_every_session():
    play = Play()
    play.connect()
    assert [delay_until_the_next_try(play) for _ in range(6)][-1] >= 4
    play.wait(STEADY_S)
    assert delay_until_the_next_try(play) <= 0.25, "that session held"
    delay_until_the_next_try(play)
    play.answer()
    play.finish()
    assert delay_until_the_next_try(play) <= 0.25, "that session answered"


def delay_until_the_next_try(play: Play) -> float:
    """Lose the session; the next comes after the answer's seconds."""
    (timer,) = only(do.StartTimer, play.lose())
    play.happen(ev.TimerFired("reconnect", play.now))
    play.session()
    return timer.delay_s


def test_a_refusal_that_trying_cannot_mend_is_not_tried_again():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    effects = play.happen(ev.ConnectionRefused("The key is wrong.", False, play.now))
    assert only(do.StartTimer, effects) == []
    assert play.state.link.phase is LinkPhase.DOWN
    assert kinds(play.happen(ev.ReconnectRequested(play.now))) == ["StopTimer", "Connect"]


def test_speech_during_a_loss_is_sent_in_order_and_once_when_the_session_is_back():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(2)
    play.lose()
    assert play.say(2) == [], "nobody is there to hear it"
    play.press()
    assert play.happen(ev.CaptureStopped(play.now)) == []
    effects = play.session()
    assert kinds(effects) == [
        "StopTimer",
        "UpdateSession",
        *["AppendAudio"] * 4,
        "CommitAudio",
        "CreateResponse",
    ]


def test_a_turn_whose_words_never_came_is_said_again_to_the_new_session():
    play = Play()
    play.connect()
    play.record(3)
    play.commit("u1")
    play.lose()
    effects = play.session()
    assert only(do.AppendAudio, effects) == [do.AppendAudio(CHUNK)] * 3
    assert only(do.CreateResponse, effects) == [do.CreateResponse(asked="2")]
    play.commit("u9", words="hello")
    assert play.words == [("user", "hello")]


def test_a_turn_that_could_not_be_written_down_and_is_said_again_leaves_no_row_behind():
    play = Play()
    play.connect()
    play.record(3)
    play.commit("u1")
    play.happen(ev.TranscriptionFailed("u1", "no model", play.now))
    assert "u1" in play.kept
    play.lose()
    play.session()
    play.commit("u9", words="hello")
    assert [turn.item.text for turn in play.kept.values()] == ["hello"]


def test_words_that_a_lost_session_owed_for_an_answered_turn_are_not_waited_for():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1")
    play.answer("r1", "a1")
    play.finish("r1", "a1")
    play.happen(ev.PlaybackFinished("a1", 9600, play.now))
    play.lose()
    assert only(do.AppendAudio, play.session()) == []
    assert play.items[0].status is ItemStatus.UNHEARD


def test_an_answer_that_was_interrupted_by_a_loss_is_asked_for_again():
    play = Play()
    play.connect()
    play.record()
    play.commit("u1", words="hello")
    play.answer("r1", "a1", "Hi th")
    play.lose()
    assert play.items[-1].status is ItemStatus.CUT
    effects = play.session()
    assert only(do.CreateResponse, effects) == [do.CreateResponse(asked="2")]


def test_a_typed_turn_while_the_connection_is_away_is_asked_when_it_is_back():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    assert play.happen(ev.MessageTyped("are you there", play.now)) == []
    effects = play.session()
    assert kinds(effects) == ["StopTimer", "UpdateSession", "CreateItem", "CreateResponse"]


def test_more_speech_than_is_kept_is_said_once():
    play = Play(Settings(offline_audio_s=1))
    play.happen(ev.Started(play.now, 0.0))
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(20)
    assert len(play.state.speech[-1].chunks) == 5
    assert len([note for note in play.notices if "1 s of your speech" in note]) == 1


def test_hands_free_speech_said_again_is_not_cut_into_turns_once_more():
    play = Play(HANDS_FREE)
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now), ev.SpeechStarted("u1", 0, play.now))
    play.say(3)
    play.happen(ev.SpeechStopped("u1", 600, play.now), ev.InputCommitted("u1", "", play.now))
    play.lose()
    effects = play.session()
    updates = only(do.UpdateSession, effects)
    assert [update.settings.turns for update in updates] == [Turns.MANUAL, Turns.SERVER_VAD]


def test_an_item_still_playing_from_a_lost_connection_is_not_truncated_on_the_new_one():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer("r1", "a1")
    play.lose()
    play.session()
    play.escape()
    assert play.silence(a1=100) == []


def test_the_last_words_of_an_old_connection_change_nothing():
    play = Play()
    play.connect()
    play.happen(ev.ReconnectRequested(play.now))
    assert play.answer("r1", "a1") == []
    assert play.lose() == []
    assert play.items == ()


def test_the_time_limit_of_a_session_is_a_loss_that_is_said_once_however_it_is_told():
    play = lost_turn()
    expired = ev.ServerFailed("invalid_request_error", "session_expired", "60 minutes.", "", 0)
    assert kinds(play.happen(expired)) == ["StartTimer"]
    assert play.state.link.phase is LinkPhase.WAITING
    assert play.lose() == [], "the server hangs up after it"
    assert play.notices == ["60 minutes."]
    play.happen(ev.TimerFired("reconnect", play.now))
    play.session()
    assert play.notices == ["60 minutes.", "Context carried: 2 turns."]


# ── settings ──


def change(play: Play, **changes: object) -> list[do.Effect]:
    settings = replace(play.state.settings, **changes)  # type: ignore[arg-type]
    return play.happen(ev.SettingsChanged(settings, play.now))


def test_a_changed_setting_is_saved_and_sent():
    play = Play()
    play.connect()
    effects = change(play, speed=1.2)
    assert effects == [
        do.SaveSettings({"speed": 1.2}),
        do.UpdateSession(play.state.settings, with_voice=True),
    ]


def test_unchanged_settings_do_nothing():
    play = Play()
    play.connect()
    assert change(play) == []


def test_a_setting_waits_for_the_end_of_the_answer():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer("r1", "a1")
    assert only(do.UpdateSession, change(play, speed=1.2)) == []
    assert len(only(do.UpdateSession, play.finish("r1", "a1"))) == 1


def test_the_voice_changes_in_place_before_the_first_sound_and_by_a_new_connection_after():
    play = Play()
    play.connect()
    assert kinds(change(play, voice="marin")) == ["SaveSettings", "UpdateSession"]
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer("r1", "a1", "Hi.")
    play.finish("r1", "a1")
    play.happen(ev.PlaybackFinished("a1", 9600, play.now))
    assert kinds(change(play, voice="coral")) == ["SaveSettings", "StopTimer", "Connect"]
    assert only(do.CreateItem, play.session()) == [
        do.CreateItem("typed_1", "user", "hello"),
        do.CreateItem("a1", "assistant", "Hi."),
    ]


def test_after_it_has_spoken_a_session_is_updated_without_its_voice():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer("r1", "a1")
    play.finish("r1", "a1")
    update = only(do.UpdateSession, change(play, instructions="Be brief."))
    assert update[0].with_voice is False


def test_another_model_needs_a_new_connection():
    play = Play()
    play.connect()
    assert "Connect" in kinds(change(play, model="gpt-realtime-2"))


def test_another_device_moves_over():
    play = Play()
    play.connect()
    assert kinds(change(play, input="Headset")) == ["SaveSettings", "UseDevices"]


def test_the_volume_is_followed_at_once_and_by_nothing_else():
    play = Play()
    play.connect()
    assert kinds(change(play, volume=40)) == ["SaveSettings", "UseDevices"]
    assert kinds(change(play, speaker_muted=True)) == ["SaveSettings", "UseDevices"]


def test_changing_who_ends_a_turn_ends_the_recording_as_its_mode_would():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say()
    changed = kinds(change(play, turns=Turns.SERVER_VAD))
    assert changed == ["StopCapture", "SaveSettings", "UseDevices"]
    effects = play.happen(ev.CaptureStopped(play.now))
    assert kinds(effects) == ["CommitAudio", "CreateResponse", "UpdateSession"]


def test_a_model_about_to_be_shut_down_is_warned_of_at_the_start_and_when_chosen():
    facts = Facts(today=date(2026, 12, 1))
    play = Play(Settings(model="gpt-realtime"), facts)
    play.connect()
    assert "choose gpt-realtime-2.1" in play.notices[0]
    other = Play(facts=facts)
    other.connect()
    change(other, model="gpt-realtime")
    assert other.notices == play.notices


def test_a_note_about_the_connection_is_told_once():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    opened = ev.ConnectionOpened("s", False, ev.Credential.BEARER, "Your key was sent.", play.now)
    created = ev.SessionCreated("s", "m", 0, play.now)
    play.happen(opened, created)
    play.lose()
    play.happen(ev.TimerFired("reconnect", play.now), opened, created)
    assert play.notices.count("Your key was sent.") == 1


def test_a_question_that_waits_for_a_connection_is_answered_by_the_one_of_other_settings():
    play = Play()
    play.happen(ev.Started(play.now, 0.0))
    play.happen(ev.ConnectionRefused("There is no such model.", False, play.now))
    play.happen(ev.MessageTyped("is anybody there?", play.now))
    settings = replace(play.state.settings, model="gpt-realtime-2")
    play.happen(ev.SettingsChanged(settings, play.now))
    assert kinds(play.session())[-2:] == ["CreateItem", "CreateResponse"]


def test_a_new_connection_asked_for_in_the_middle_of_an_answer_gives_the_answer_anew():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("count", play.now))
    play.answer("r1", "a1", "one two", chunks=0)
    assert kinds(play.happen(ev.ReconnectRequested(play.now))) == ["StopTimer", "Connect"]
    assert play.items[-1].status is ItemStatus.CUT
    assert kinds(play.session())[-1] == "CreateResponse"


def test_other_turns_are_told_the_server_at_once_and_another_speed_between_turns():
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped("hello", play.now))
    play.answer("r1", "a1")
    assert kinds(change(play, turns=Turns.SEMANTIC_VAD)) == [
        "SaveSettings",
        "UseDevices",
        "UpdateSession",
    ]
    assert only(do.UpdateSession, change(play, speed=1.5, turns=Turns.MANUAL)) == []


def test_half_an_hour_of_speech_is_one_turn_and_the_longest():
    play = Play()
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    minute = bytes(60 * 48_000)
    for _ in range(29):
        assert only(do.StopCapture, play.happen(ev.AudioCaptured(minute, play.now))) == []
    assert only(do.StopCapture, play.happen(ev.AudioCaptured(minute, play.now))) != []
    assert "half an hour" in play.notices[-1]
    assert kinds(play.happen(ev.CaptureStopped(play.now))) == ["CommitAudio", "CreateResponse"]


def test_what_was_said_before_a_loss_does_not_count_as_said_while_away():
    play = Play(Settings(offline_audio_s=1))
    play.connect()
    play.press()
    play.happen(ev.CaptureStarted(play.now))
    play.say(20)
    play.lose()
    play.say(3)
    assert len(play.state.speech[-1].chunks) == 23

"""Writing down: every passage is told once, in order, whatever happens to the connection."""

from dataclasses import replace
from typing import TypeVar

import pytest

from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.settings import Settings
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.transcribing import AHEAD, ATTEMPTS, step
from tui_voice.session.transcription import (
    Deed,
    Happening,
    Hear,
    Note,
    SoundEnded,
    SpeechHeard,
    Tell,
    Transcription,
)

PCM = b"\x01\x00" * 2400  # 100 ms
D = TypeVar("D")
SETTINGS = Settings(transcription_model="gpt-realtime-whisper")
OPENAI = "api.openai.com"


class Play:
    """A transcription from the inside."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.state = Transcription(settings, load_catalogue())
        self.deeds: list[Deed] = []

    def happen(self, *events: Happening) -> list[Deed]:
        """Let these happen; answers with what is to be done."""
        deeds: list[Deed] = []
        for event in events:
            self.state, wanted = step(self.state, event)
            deeds += wanted
        self.deeds += deeds
        return deeds

    def session(self, server: str = "h") -> list[Deed]:
        opened = ev.ConnectionOpened(server, False, ev.Credential.NONE, "", 0.0)
        return self.happen(opened, ev.SessionCreated("s", "", 0, 0.0))

    def begin(self) -> None:
        self.happen(ev.Started(0.0, 0.0))
        self.session()

    def say(self, number: int) -> list[Deed]:
        """A passage of two pieces."""
        start = number * 10_000
        return self.happen(
            SpeechHeard(start, PCM, False, 0.0), SpeechHeard(start + 2400, PCM, True, 0.0)
        )

    def commit(self, *names: str) -> None:
        self.happen(*(ev.InputCommitted(name, "", 0.0) for name in names))

    def write(self, name: str, seconds: float = 0.0) -> list[Deed]:
        usage = Usage(transcription_s=seconds)
        return self.happen(ev.TranscriptionCompleted(name, f" {name} ", usage, 0.0))

    def lose(self) -> list[Deed]:
        return self.happen(ev.ConnectionLost(1006, "The connection broke.", True, 0.0))

    def come_back(self) -> list[Deed]:
        return self.happen(ev.TimerFired("reconnect", 0.0)) + self.session()

    @property
    def told(self) -> list[str]:
        return [deed.text for deed in only(Tell, self.deeds)]


def only(kind: type[D], deeds: list[Deed]) -> list[D]:
    return [deed for deed in deeds if isinstance(deed, kind)]


def test_a_passage_is_sent_as_it_is_said_and_committed_at_the_pause():
    play = Play()
    play.begin()
    deeds = play.say(0)
    assert [deed for deed in deeds if not isinstance(deed, Hear)] == [
        do.AppendAudio(PCM),
        do.AppendAudio(PCM),
        do.CommitAudio(),
    ]


def test_words_are_told_with_their_place_and_without_blanks():
    play = Play()
    play.begin()
    play.say(1)
    play.commit("a")
    assert play.write("a")[0] == Tell(10_000, 14_800, "a")


def test_words_that_come_early_wait_for_those_before_them():
    play = Play()
    play.begin()
    play.say(0)
    play.say(1)
    play.commit("a", "b")
    play.write("b")
    assert play.told == []
    play.write("a")
    assert play.told == ["a", "b"]


def test_what_is_said_before_there_is_a_session_is_sent_with_it():
    play = Play()
    play.happen(ev.Started(0.0, 0.0))
    play.say(0)
    settings, *sent = play.session()
    assert settings == do.UpdateSession(Settings(), transcribes=True)
    assert sent[:3] == [do.AppendAudio(PCM), do.AppendAudio(PCM), do.CommitAudio()]


def test_after_a_loss_only_what_is_not_written_is_sent_again_and_nothing_is_told_twice():
    play = Play()
    play.begin()
    for number in range(2):
        play.say(number)
    play.commit("a", "b")
    play.write("a")
    play.happen(SpeechHeard(20_000, PCM, False, 0.0))
    assert only(do.StartTimer, play.lose())
    again = play.come_back()
    assert len(only(do.AppendAudio, again)) == 3, (
        "the second passage, and the third as far as it is"
    )
    assert len(only(do.CommitAudio, again)) == 1
    play.happen(SpeechHeard(22_400, PCM, True, 0.0), SoundEnded(0.0))
    play.commit("b2", "c2")
    play.write("b2")
    assert only(do.Quit, play.write("c2"))
    assert play.told == ["a", "b2", "c2"]


def test_the_names_of_a_lost_connection_mean_nothing_on_the_next():
    play = Play()
    play.begin()
    play.say(0)
    play.say(1)
    play.commit("a", "b")
    play.write("b")
    play.lose()
    assert len(only(do.AppendAudio, play.come_back())) == 2, "what is written is not sent again"
    play.commit("x")
    play.write("x")
    assert play.told == ["x", "b"]


def test_no_more_is_heard_than_the_server_can_write():
    play = Play()
    play.begin()
    for number in range(AHEAD):
        deeds = play.say(number)
    assert not only(Hear, deeds[-1:]), "enough waits"
    play.commit("a")
    assert only(Hear, play.write("a"))


def test_it_ends_when_all_is_heard_and_told():
    play = Play()
    play.begin()
    play.say(0)
    assert not only(do.Quit, play.happen(SoundEnded(0.0)))
    play.commit("a")
    assert only(do.Quit, play.write("a"))
    assert not play.state.trouble


def test_a_recording_without_speech_ends_without_a_word():
    play = Play()
    play.happen(ev.Started(0.0, 0.0))
    assert only(do.Quit, play.happen(SoundEnded(0.0)))


def test_words_that_never_come_are_told_as_trouble_and_the_rest_goes_on():
    play = Play()
    play.begin()
    play.say(0)
    play.say(1)
    play.commit("a", "b")
    play.happen(ev.TranscriptionFailed("a", "Too noisy.", 0.0))
    play.write("b")
    assert only(Tell, play.deeds) == [
        Tell(0, 4800, "", "Too noisy."),
        Tell(10_000, 14_800, "b"),
    ]


def test_a_server_that_is_away_from_the_start_is_not_waited_for():
    play = Play()
    play.happen(ev.Started(0.0, 0.0))
    refused = ev.ConnectionRefused("Nothing answers.", True, 0.0)
    assert only(do.Quit, play.happen(refused))
    assert play.state.trouble == "Nothing answers."


def test_a_server_that_stays_away_is_given_up_and_what_is_missing_is_known():
    play = Play()
    play.begin()
    play.say(0)
    play.lose()
    refused = ev.ConnectionRefused("Nothing answers.", True, 0.0)
    for _ in range(ATTEMPTS - 1):
        assert only(do.StartTimer, play.happen(refused))
    assert only(do.Quit, play.happen(refused))
    assert [passage.start for passage in play.state.passages] == [0]


def test_words_that_come_make_the_server_a_good_one_again():
    play = Play()
    play.begin()
    play.say(0)
    play.lose()
    play.come_back()
    play.commit("a")
    play.write("a")
    assert play.state.attempts == 0


@pytest.mark.parametrize(
    ("code", "quits", "retries"),
    [
        ("invalid_model", True, False),
        ("rate_limit_exceeded", False, True),
        ("server_error", False, True),
        ("session_expired", False, False),
    ],
)
def test_an_error_ends_it_or_leads_to_a_new_connection(code: str, quits: bool, retries: bool):
    play = Play()
    play.begin()
    deeds = play.happen(ev.ServerFailed("error", code, "No.", "", 0.0))
    assert (bool(only(do.Quit, deeds)), bool(only(do.StartTimer, deeds))) == (quits, retries)


def test_a_server_that_refuses_before_there_is_a_session_says_why():
    play = Play()
    play.happen(ev.Started(0.0, 0.0), ev.ConnectionOpened("h", False, ev.Credential.NONE, "", 0.0))
    deeds = play.happen(ev.ServerFailed("error", "invalid_model", "No such model.", "", 0.0))
    assert only(do.Quit, deeds)
    assert play.state.trouble == "No such model."


def test_after_an_error_the_old_connection_may_end_without_being_counted():
    play = Play()
    play.begin()
    play.happen(ev.ServerFailed("server_error", "", "No.", "", 0.0))
    assert play.lose() == []
    assert play.state.attempts == 1


def test_a_note_of_the_connection_is_told_once():
    play = Play()
    opened = ev.ConnectionOpened("h", False, ev.Credential.BEARER, "The key was sent.", 0.0)
    play.happen(ev.Started(0.0, 0.0), opened)
    play.lose()
    play.happen(replace(opened, at=1.0))
    assert [note.text for note in only(Note, play.deeds)] == ["The key was sent."]


def test_who_gives_up_leaves_at_once():
    play = Play()
    play.begin()
    play.say(0)
    assert play.happen(ev.QuitRequested()) == [do.Quit()]


@pytest.mark.parametrize(
    ("server", "seconds", "model", "cost_usd"),
    [
        (OPENAI, 60.0, "gpt-realtime-whisper", 0.017),
        (OPENAI, 0.0, "gpt-realtime-whisper", None),
        (OPENAI, 60.0, "gpt-transcribe", None),
        (OPENAI, 60.0, "of-my-own", None),
        ("elsewhere", 60.0, "gpt-realtime-whisper", None),
    ],
)
def test_a_passage_is_told_with_its_cost_where_that_is_known(
    server: str, seconds: float, model: str, cost_usd: float | None
):
    play = Play(replace(SETTINGS, transcription_model=model))
    play.session(server)
    play.say(0)
    play.commit("one")
    (told,) = only(Tell, play.write("one", seconds))
    assert told.cost_usd == cost_usd


def costly() -> Play:
    """Two passages are sent and a third is being said; a dollar may be spent, an hour is $1.02."""
    play = Play(replace(SETTINGS, max_cost=1.0))
    play.session(OPENAI)
    for number in range(2):
        play.say(number)
    play.commit("one", "two")
    play.happen(SpeechHeard(20_000, PCM, False, 0.0))
    return play


def test_once_all_is_spent_what_was_sent_is_written_down_and_the_rest_is_missing():
    play = costly()
    deeds = play.write("one", 3600.0)
    assert not only(Hear, deeds)
    assert not only(do.Quit, deeds)
    late = play.happen(SpeechHeard(22_400, PCM, True, 0.0))
    assert not only(do.AppendAudio, late)
    assert only(do.Quit, play.write("two"))
    assert play.told == ["one", "two"]
    assert [passage.start for passage in play.state.passages] == [20_000]
    assert play.state.trouble == "The limit of $1.00 is reached ($1.02): raise max_cost."


def test_a_limit_that_comes_near_is_told_once():
    play = costly()
    assert not only(Note, play.write("one", 60.0))
    (note,) = only(Note, play.write("two", 3000.0))
    assert note.text == "This has cost $0.87 of the $1.00 you allow (max_cost)."


def test_a_limit_that_is_reached_with_the_last_words_leaves_nothing_missing():
    play = Play(replace(SETTINGS, max_cost=1.0))
    play.session(OPENAI)
    play.say(0)
    play.commit("one")
    play.happen(SoundEnded(0.0))
    assert only(do.Quit, play.write("one", 3600.0))
    assert play.state.trouble == ""

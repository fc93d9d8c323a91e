"""Free speech as Moonshine writes it down, and what is done about its weak points."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.offline.spoken import spoken
from tui_voice.offline.dictation import Moonshine, PocketSphinx, has_moonshine
from tui_voice.offline.ear import Ear
from tui_voice.offline.recogniser import Recogniser


@pytest.fixture(scope="module")
def moonshine() -> Moonshine:
    if not has_moonshine():
        pytest.skip("moonshine-voice is not installed, or not with its model")
    return Moonshine()


def _heard(text: str, folder: Path) -> bytes:
    ear = Ear()
    return b"".join(frame.pcm for frame in ear.frames(spoken(text, folder))) + ear.rest()


@pytest.mark.parametrize("length", [2, 1600, 4000, 48000])
@pytest.mark.parametrize("level", [0, 30, 300])
def test_silence_and_the_noise_of_a_room_have_no_words(
    moonshine: Moonshine, length: int, level: int
) -> None:
    noise = np.random.default_rng(1).normal(0, level, length).astype(np.int16)
    moonshine.begin()
    moonshine.feed(noise.tobytes())
    assert moonshine.finish() == ""


def test_a_long_utterance_is_written_down_part_by_part(
    moonshine: Moonshine, tmp_path: Path
) -> None:
    sentence = _heard("the weather in london is very nice today", tmp_path) + bytes(32000)
    moonshine.begin()
    for _ in range(6):
        moonshine.feed(sentence)
    assert moonshine.finish().count("London") == 6


@pytest.mark.usefixtures("moonshine")
def test_it_hears_the_same_after_it_was_opened_anew(tmp_path: Path) -> None:
    sentence = _heard("the weather in london is very nice today", tmp_path)
    moonshine = Moonshine(lasts_s=1)
    for _ in range(2):
        moonshine.begin()
        moonshine.feed(sentence)
        assert moonshine.finish() == "The weather in London is very nice today."


class Written:
    """Stands in for a dictation: it has these words for everything."""

    max_distance = 0.5

    def __init__(self, words: str) -> None:
        self.words = words
        self.fed = 0

    def begin(self) -> None:
        self.fed = 0

    def feed(self, pcm: bytes) -> None:
        self.fed += len(pcm)

    def so_far(self) -> str:
        return self.words

    def finish(self) -> str:
        return self.words


def test_words_that_were_got_ready_stand_when_nothing_more_was_said() -> None:
    written = Written("Hello.")
    recogniser = Recogniser(written, None)
    recogniser.begin()
    recogniser.feed(bytes(32000))
    assert recogniser.so_far() == "Hello."
    fed = written.fed
    assert recogniser.finish() == "Hello."
    assert written.fed == fed


def test_numerals_are_compared_with_the_grammar_as_they_are_said(tmp_path: Path) -> None:
    pytest.importorskip("pocketsphinx")
    questions = PocketSphinx(lm=None)
    questions.listen_for("#JSGF V1.0; grammar g; public <g> = what is seven times six;")
    for written, chosen in (("What is 7 times 6?", True), ("Nice weather.", False)):
        recogniser = Recogniser(Written(written), questions)
        recogniser.begin()
        recogniser.feed(_heard("what is seven times six", tmp_path))
        assert (recogniser.finish() == "what is seven times six") is chosen


def test_a_version_without_the_model_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "moonshine_voice"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "moonshine_voice", raising=False)
    assert not has_moonshine()
    (package / "assets" / "tiny-en").mkdir(parents=True)
    assert has_moonshine()

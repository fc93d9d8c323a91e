"""The everyday questions as a grammar."""

import pytest

from tui_voice.offline.grammar import distance, is_sentence, jsgf


@pytest.mark.parametrize(
    "words",
    [
        "what time is it",
        "what day is it today",
        "what is seven times six",
        "what's one hundred and five divided by twenty one",
        "count up to forty two",
        "who are you",
        "help",
        "repeat that",
        "tell me a joke",
    ],
)
def test_an_everyday_question_is_a_sentence(words: str) -> None:
    assert is_sentence(words)


@pytest.mark.parametrize(
    "words", ["", "tell", "what is", "what is seven times", "what time is it in paris", "oh help"]
)
def test_less_or_more_than_a_question_is_none(words: str) -> None:
    assert not is_sentence(words)


def test_every_rule_of_the_grammar_is_written_out() -> None:
    text = jsgf()
    assert text.startswith("#JSGF V1.0;\n")
    assert "public <command> = " in text
    assert "<ten> = twenty | thirty" in text


def test_distance_is_the_share_of_sounds_that_differ() -> None:
    heard = ["W", "AH", "T"]
    assert distance(heard, heard) == 0
    assert distance(heard, ["W", "AA", "T"]) == pytest.approx(1 / 3)
    assert distance(heard, ["HH", "EH", "L", "P"]) == 1
    assert distance([], []) == 0

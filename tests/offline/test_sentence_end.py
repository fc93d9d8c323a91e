"""Is a pause the end of a sentence? Judged by its words."""

import pytest

from tui_voice.offline.sentence_end import Ending, ending, patience_ms

_COMPLETE = (
    "what time is it",
    "what is seven times six",
    "where are you from",
    "do you know who i am",
    "how does it work",
    "can you tell me a joke",
    "tell me a joke",
    "count to twenty",
    "Thank you.",
    "help",
    "so what is your name",
)
_HANGING = (
    "um",
    "what is the",
    "what is the weather in",
    "what is seven times",
    "how much is",
    "tell me about",
    "i would like a cup of tea and",
    "i think that the",
    "the weather is",
    "i went to london because",
    "please",
)
_UNCLEAR = (
    "",
    "london",
    "the weather in london is very nice today",
    "i like it",
    "seven",
    "can you",
    "i think so",
    "what time",
)


@pytest.mark.parametrize("words", _COMPLETE)
def test_a_whole_question_or_order_is_complete(words: str) -> None:
    assert ending(words) is Ending.COMPLETE


@pytest.mark.parametrize("words", _HANGING)
def test_a_sentence_that_hangs_goes_on(words: str) -> None:
    assert ending(words) is Ending.HANGING


@pytest.mark.parametrize("words", _UNCLEAR)
def test_of_the_rest_nobody_knows(words: str) -> None:
    assert ending(words) is Ending.UNCLEAR


@pytest.mark.parametrize(
    ("eagerness", "longest_ms"), [("low", 8000), ("medium", 4000), ("auto", 4000), ("high", 2000)]
)
def test_the_longest_wait_is_openais_and_what_is_complete_waits_least(
    eagerness: str, longest_ms: int
) -> None:
    waits = [patience_ms(words, eagerness) for words in ("tell me a joke", "london", "and")]
    assert waits == sorted(set(waits))
    assert waits[-1] == longest_ms

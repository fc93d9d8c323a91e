"""What the offline server answers."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voice.offline import responder
from tui_voice.offline.numbers import from_words, in_words
from tui_voice.offline.responder import Context, answer

NOW = Context(now=datetime(2026, 11, 23, 14, 5), last_answer="It is raining.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what time is it", "It is 14:05."),
        ("Tell me the time, please.", "It is 14:05."),
        ("What day is it today?", "Today is Monday, 23 November 2026."),
        ("what's the date", "Today is Monday, 23 November 2026."),
        ("what is seven times six", "That is 42."),
        ("What's 12 * (3 + 4)?", "That is 84."),
        ("2+2=", "That is 4."),
        ("how much is one hundred divided by four", "That is 25."),
        ("what is ten divided by four", "That is 2.5."),
        ("what is ten divided by three", "That is about 3.333."),
        ("what is minus three plus two hundred and five", "That is 202."),
        ("1/0", "Nothing can be divided by zero."),
        ("99999999999 * 99999999999", "That number is too large for me."),
        ("count to three", "One, two, three."),
        ("Count up to 5.", "One, two, three, four, five."),
        ("count to a thousand", "I can count to any number from 1 to 100."),
        ("count to ²", "I can count to any number from 1 to 100."),
        ("count to -", "I can count to any number from 1 to 100."),
        ("1 / 9000", "That is about 0."),
        ("count to zero", "I can count to any number from 1 to 100."),
        ("repeat that", "It is raining."),
        ("What did you say?", "It is raining."),
        ("help", responder.ABILITIES),
        ("what can you do", responder.ABILITIES),
        ("tell me a joke", responder.JOKES[0]),
        ("hello there", responder.GREETING),
        ("Hello there, what is 12 times 12?", "That is 144."),
        ("Good morning! What's 2+2?", "That is 4."),
        ("hi, tell me the time", "It is 14:05."),
        ("hey, it is cold here", responder.GREETING),
        ("thank you", "You are welcome."),
        ("", responder.NOTHING_HEARD),
    ],
)
def test_an_everyday_question_has_its_answer(question: str, expected: str) -> None:
    assert answer(question, NOW) == expected


def test_it_says_that_it_is_no_language_model() -> None:
    assert "not a language model" in answer("who are you", NOW)


def test_what_it_does_not_understand_it_says_back() -> None:
    said = answer("The weather is nice.", NOW)
    assert said == "I heard: The weather is nice. " + responder.WHO


def test_it_has_nothing_to_repeat_before_it_spoke() -> None:
    assert answer("say that again", Context(NOW.now)) == "I have not said anything yet."


def test_it_does_not_tell_the_same_joke_twice_running() -> None:
    jokes = [answer("another joke", Context(NOW.now, answers_given=given)) for given in (0, 1)]
    assert jokes[0] != jokes[1]


def test_counting_to_a_hundred_is_long_enough_to_interrupt() -> None:
    counted = answer("count to one hundred", NOW)
    assert counted.startswith("One, two, ")
    assert counted.endswith("ninety-nine, one hundred.")


@given(st.integers(0, 999_999))
def test_a_number_survives_being_spelled(number: int) -> None:
    assert from_words(in_words(number).replace("-", " ").split()) == number


@pytest.mark.parametrize("words", ["", "two three", "hundred thousand and", "forty twelve", "cat"])
def test_words_that_are_no_number_are_none(words: str) -> None:
    assert from_words(words.split()) is None


@given(st.integers(0, 999), st.sampled_from(["plus", "minus", "times"]), st.integers(0, 999))
def test_a_spoken_sum_is_right(left: int, operator: str, right: int) -> None:
    spoken = f"what is {in_words(left)} {operator} {in_words(right)}".replace("-", " ")
    value = {"plus": left + right, "minus": left - right, "times": left * right}[operator]
    assert answer(spoken, NOW) == f"That is {value}."


@given(st.text(max_size=200))
def test_whatever_is_said_is_answered(question: str) -> None:
    assert answer(question, NOW)


@given(st.text(alphabet="0123456789+-*/(). ", max_size=300))
def test_whatever_is_calculated_is_answered(question: str) -> None:
    assert answer(question, NOW)


@pytest.mark.parametrize("question", ["9" * 5000 + " * 2", "tell me " * 30_000])
def test_what_is_too_long_for_a_question_is_only_said_back(question: str) -> None:
    assert answer(question, NOW).startswith("I heard: ")


def test_instructions_to_read_aloud_are_found_in_their_order_only() -> None:
    assert responder.is_to_read("Please READ it\naloud, word for word.")
    assert not responder.is_to_read("word for word, aloud, read")
    assert not responder.is_to_read("read aloud " * 10_000)

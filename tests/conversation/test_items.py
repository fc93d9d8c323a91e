"""What was heard of an item, and what tokens cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voice.config.catalogue import Price
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.usage import Usage

TEXT = "one two three four five"


def answer(**fields: object) -> Item:
    return Item("a", Role.ASSISTANT, TEXT, **fields)  # type: ignore[arg-type]


def test_a_whole_answer_was_heard_whole():
    assert answer(status=ItemStatus.DONE).heard_chars == len(TEXT)


def test_a_cut_answer_was_heard_in_proportion_to_its_sound():
    half = answer(status=ItemStatus.CUT, received_samples=1000, heard_samples=500)
    assert half.heard_chars == round(len(TEXT) / 2)


def test_a_cut_answer_without_sound_was_not_heard():
    assert answer(status=ItemStatus.CUT).heard_chars == 0


def test_a_written_answer_is_read_not_heard():
    assert answer(status=ItemStatus.CUT, spoken=False).heard_chars == len(TEXT)


def test_what_a_person_said_was_said():
    assert Item("u", Role.USER, TEXT, ItemStatus.CUT).heard_chars == len(TEXT)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_never_more_is_heard_than_was_written(received: int, heard: int):
    item = answer(status=ItemStatus.CUT, received_samples=received, heard_samples=heard)
    assert 0 <= item.heard_chars <= len(TEXT)


def test_usage_adds_up_field_by_field():
    total = Usage(text_in=1, audio_out=2, text_cached=1) + Usage(text_in=10, transcription_s=1.5)
    assert total == Usage(text_in=11, audio_out=2, text_cached=1, transcription_s=1.5)
    assert total.tokens == 13, "cached tokens are a part of those that went in"


def test_all_cached_costs_only_what_cached_costs():
    price = Price(4, 0.4, 24, 32, 0.4, 64, 5, 0.5)
    usage = Usage(text_in=10**6, text_cached=10**6)
    assert usage.cost_usd(price) == pytest.approx(0.4)
    assert Usage(image_in=10**6).cost_usd(price) == pytest.approx(5)

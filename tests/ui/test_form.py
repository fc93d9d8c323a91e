from dataclasses import replace

import pytest

from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.settings import MEANINGS, Settings, Turns
from tui_voice.ui.form import (
    TITLES,
    Known,
    answered,
    choices,
    consequence,
    refusal,
    text_of,
)

KNOWN = Known(load_catalogue(), ("tui-voice-dark", "nord"))


def test_every_question_is_about_a_setting_that_exists() -> None:
    assert set(TITLES) <= set(MEANINGS)


def test_what_the_form_shows_is_what_it_saves() -> None:
    settings = Settings(speed=1.25, transcription_language="pt", turns=Turns.SEMANTIC_VAD)
    assert answered(Settings(), {name: text_of(settings, name) for name in TITLES}) == settings


@pytest.mark.parametrize("name", TITLES)
def test_the_present_value_can_always_be_chosen(name: str) -> None:
    offered = choices(name, "something of my own", KNOWN)
    assert not offered or "something of my own" in [value for _, value in offered]


def test_devices_are_offered_with_the_default_and_none() -> None:
    known = replace(KNOWN, inputs=("USB Mic [hw:1,0]",))
    values = [value for _, value in choices("input", "", known)]
    assert values == ["", "USB Mic [hw:1,0]", "none"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("speed", "1.6"),
        ("speed", "0.2"),
        ("speed", "fast"),
        ("speed", "nan"),
        ("transcription_language", "english"),
        ("transcription_language", "e1"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(name: str, text: str) -> None:
    assert refusal(name, text).endswith(".")


@pytest.mark.parametrize(
    ("name", "text"),
    [("speed", "1.5"), ("speed", "1"), ("transcription_language", ""), ("model", "any-model")],
)
def test_what_can_be_is_not_refused(name: str, text: str) -> None:
    assert refusal(name, text) == ""


@pytest.mark.parametrize(
    ("new", "spoken", "sentence"),
    [
        (Settings(), False, "Nothing is changed."),
        (
            Settings(model="gpt-realtime-2"),
            False,
            "Saving will make a new connection; the conversation is carried over.",
        ),
        (
            Settings(voice="marin"),
            True,
            "Saving will make a new connection; the conversation is carried over.",
        ),
        (Settings(voice="marin"), False, "Saving takes effect with the next turn."),
        (Settings(theme="nord"), False, "Saving takes effect now."),
        (
            Settings(theme="nord", input="none"),
            False,
            "Saving takes effect now and when the device is opened again.",
        ),
    ],
)
def test_the_form_tells_what_saving_will_do(new: Settings, spoken: bool, sentence: str) -> None:
    assert consequence(Settings(), new, spoken=spoken) == sentence

"""The catalogue of models, voices and prices."""

from datetime import date

import pytest

from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.settings import Settings

CATALOGUE = load_catalogue()


def test_the_defaults_are_in_the_catalogue_and_not_about_to_end():
    defaults = Settings()
    assert CATALOGUE.models[defaults.model].shutdown is None
    assert CATALOGUE.transcription[defaults.transcription_model].shutdown is None
    assert defaults.voice in CATALOGUE.voices


def test_every_model_that_stays_has_a_price_and_every_one_that_goes_a_successor_that_stays():
    for model in CATALOGUE.models.values():
        if model.shutdown is None:
            assert model.price is not None, model.name
        else:
            assert CATALOGUE.models[model.successor].shutdown is None
    for model in CATALOGUE.transcription.values():
        if model.shutdown is not None:
            assert CATALOGUE.transcription[model.successor].shutdown is None


def test_prices_are_those_of_the_list():
    price = CATALOGUE.price_of("gpt-realtime-2.1-mini")
    assert price is not None
    assert (price.audio_in, price.audio_cached, price.audio_out) == (10.0, 0.30, 20.0)
    assert CATALOGUE.transcription["gpt-realtime-whisper"].usd_per_minute == 0.017


def test_a_dated_form_costs_what_its_model_costs_and_an_unknown_model_has_no_price():
    assert CATALOGUE.price_of("gpt-realtime-2-2026-05-01") == CATALOGUE.price_of("gpt-realtime-2")
    assert CATALOGUE.price_of("llama") is None


@pytest.mark.parametrize(
    ("model", "today", "warning"),
    [
        ("gpt-realtime", date(2026, 9, 21), ""),
        (
            "gpt-realtime",
            date(2026, 9, 22),
            "gpt-realtime will be shut down on 20 January 2027: choose gpt-realtime-2.1.",
        ),
        (
            "gpt-realtime-mini-2025-08-28",
            date(2027, 1, 20),
            "gpt-realtime-mini-2025-08-28 will be shut down on 20 January 2027: "
            "choose gpt-realtime-2.1-mini.",
        ),
        (
            "gpt-realtime",
            date(2027, 1, 21),
            "gpt-realtime was shut down on 20 January 2027: choose gpt-realtime-2.1.",
        ),
        (
            "whisper-1",
            date(2026, 11, 23),
            "whisper-1 will be shut down on 26 February 2027: choose gpt-realtime-whisper.",
        ),
        ("gpt-realtime-2.1", date(2030, 1, 1), ""),
        ("some-model-of-another-server", date(2030, 1, 1), ""),
    ],
)
def test_a_model_about_to_be_shut_down_is_warned_of_with_its_successor(
    model: str, today: date, warning: str
):
    assert CATALOGUE.shutdown_warning(model, today) == warning

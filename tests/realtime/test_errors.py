"""Failures are told in words that say what to do, and whether trying again helps."""

import pytest

from tui_voice.realtime.errors import known, of_close, of_status, plain, words_for


@pytest.mark.parametrize("code", [1001, 1005, 1006, 1011, 1012, 1013, 1015, None])
def test_a_close_that_may_pass_is_tried_again(code: int | None):
    assert of_close(code).retry


@pytest.mark.parametrize("code", [1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 4001])
def test_a_close_that_was_meant_is_not_tried_again(code: int):
    fault = of_close(code, "because\x07 of this")
    assert not fault.retry
    assert fault.message.endswith("It says: because of this")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("invalid_request_error.invalid_api_key", "does not accept the key"),
        ("invalid_request_error.model_not_found", "choose another in the settings"),
        ("insufficient_quota", "no credit left"),
    ],
)
def test_a_close_reason_that_names_a_code_is_put_in_our_words(reason: str, words: str):
    fault = of_close(3000, reason)
    assert words in fault.message
    assert not fault.retry


def test_a_session_at_its_time_limit_is_opened_anew():
    fault = known("session_expired")
    assert fault is not None
    assert fault.retry


@pytest.mark.parametrize(
    ("status", "words", "retry"),
    [
        (401, "does not accept the key", False),
        (403, "region", False),
        (404, "model's name and the base URL", False),
        (407, "HTTPS_PROXY", False),
        (418, "refused the connection (418)", False),
        (429, "wait a moment", True),
        (500, "failure of its own (500)", True),
        (503, "failure of its own (503)", True),
        (200, "as a web site does (200)", False),
        (302, "as a web site does (302)", False),
    ],
)
def test_each_http_status_says_what_to_do(status: int, words: str, retry: bool):
    fault = of_status("api.example", status)
    assert fault.message.startswith("api.example ")
    assert words in fault.message
    assert fault.retry is retry


def test_a_code_in_the_body_counts_more_than_the_status():
    fault = of_status("api.example", 429, "insufficient_quota", "You exceeded your quota.")
    assert "no credit left" in fault.message
    assert not fault.retry


def test_the_servers_own_words_are_quoted():
    fault = of_status("api.example", 400, "odd", "Try\r\nharder")
    assert fault.message.endswith("It says: Try harder")


def test_foreign_text_becomes_one_line_of_bounded_length_without_control_characters():
    line = plain("a\x00\x1b]0;title\x07 b\u202ec\r\n" + "x" * 1000)
    assert line.isprintable()
    assert line.startswith("a ]0;title b c x")
    assert len(line) == 300


def test_an_error_event_with_no_words_still_says_something():
    assert words_for("", "") == "The server reported an error (no code)."

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voice.ui.inert import inert, inert_line

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
def test_nothing_is_left_that_a_terminal_would_obey(text: str) -> None:
    left = {unicodedata.category(char) for char in inert(text) if char not in "\n\u200c\u200d"}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(ANY_TEXT, ANY_TEXT)
def test_streamed_text_may_be_made_inert_piece_by_piece(one: str, two: str) -> None:
    assert inert(one + two) == inert(one) + inert(two)


@given(ANY_TEXT)
def test_a_line_is_a_line(text: str) -> None:
    assert "\n" not in inert_line(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "\ufffd31m"),
        ("safe \u202eevil", "safe ‹RLO›evil"),
        ("[bold]markup[/]", "[bold]markup[/]"),
        ("a\r\nb\tc", "a\nb    c"),
        ("\ud800", "\ufffd"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d💻 naïve 日本", "👩\u200d💻 naïve 日本"),
    ],
)
def test_what_would_be_obeyed_is_shown(text: str, shown: str) -> None:
    assert inert(text) == shown

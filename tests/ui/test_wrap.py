from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_voice.ui.wrap import wrap

TEXTS = st.text(st.sampled_from("abc  \n\u65e5\u672c。e\u0301👩\u200d💻🇩🇪-\ufe0f☎"), max_size=60)


def lines(text: str, width: int) -> list[str]:
    return [text[a:b] for a, b in wrap(text, width)]


def test_words_that_do_not_fit_go_to_the_next_line() -> None:
    assert lines("one two three", 8) == ["one two ", "three"]


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert lines("ab abcdefgh", 3) == ["ab ", "abc", "def", "gh"]


def test_line_feeds_break_and_a_last_one_opens_an_empty_line() -> None:
    assert lines("a\n\nb\n", 9) == ["a", "", "b", ""]


def test_text_without_spaces_breaks_between_ideographs() -> None:
    assert lines("Go 日本語", 5) == ["Go 日", "本語"]


@given(TEXTS, st.integers(2, 12))
@example("\u200d\u200daaa", 2)
def test_no_line_is_wider_than_the_width_but_for_its_spaces(text: str, width: int) -> None:
    assert all(cell_len(line.rstrip()) <= width for line in lines(text, width))


@given(TEXTS, st.integers(2, 12))
def test_nothing_is_lost_but_line_feeds(text: str, width: int) -> None:
    assert "".join(lines(text, width)) == text.replace("\n", "")


@given(TEXTS, TEXTS, st.integers(2, 12))
def test_growing_text_changes_its_last_line_only(text: str, more: str, width: int) -> None:
    spans = wrap(text, width)
    assert [*spans[:-1], *wrap(text + more, width, spans[-1][0])] == wrap(text + more, width)


@given(st.text(st.sampled_from("ab é \n"), max_size=60), st.integers(1, 9))
def test_plain_text_is_wrapped_like_any_other(text: str, width: int) -> None:
    accent = "\u0301"  # takes no room, but keeps the text from being plain
    expected = [(max(0, a - 1), b - 1) for a, b in wrap(accent + text, width)]
    assert wrap(text, width) == expected

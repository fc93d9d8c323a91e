import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_voice.ui.markdown import ADDRESS, LONGEST, Mark, layered, marked, within


def stretches(text: str) -> list[tuple[str, str]]:
    """The styled words of a text."""
    read = marked(text)
    return [(read.text[mark.start : mark.end], mark.style) for mark in read.marks]


@pytest.mark.parametrize(
    ("source", "shown", "styled"),
    [
        ("a **bold** word", "a bold word", [("bold", "strong")]),
        (
            "an *odd* or _even_ one",
            "an odd or even one",
            [("odd", "emphasis"), ("even", "emphasis")],
        ),
        ("run `ls -l *.py` now", "run ls -l *.py now", [("ls -l *.py", "code")]),
        (
            "see [the page](https://a.b/c) now",
            "see the page (https://a.b/c) now",
            [
                ("the page", "link"),
                (" (", "quiet"),
                ("https://a.b/c", "address https://a.b/c"),
                (")", "quiet"),
            ],
        ),
        ("at https://a.b/c.", "at https://a.b/c.", [("https://a.b/c", "address https://a.b/c")]),
        ("at https://а.b/c.", "at https://а.b/c.", [("https://а.b/c", "link")]),
        ("# Title\ntext", "Title\ntext", [("Title\n", "strong")]),
        ("**all `of` it**", "all of it", [("all ", "strong"), ("of", "code"), (" it", "strong")]),
    ],
)
def test_marks_become_styles(source: str, shown: str, styled: list[tuple[str, str]]) -> None:
    assert marked(source).text == shown
    assert stretches(source) == styled


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 = 24",
        "snake_case_name and __init",
        "an * open mark, a ` tick",
        "2**3**4",
        "[not a link] (really)",
        "[click](javascript:alert)",
        "-5 degrees, 3.5 metres",
    ],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert marked(text).text == text
    assert marked(text).marks == ()


@pytest.mark.parametrize(("length", "opens"), [(LONGEST, True), (LONGEST + 1, False)])
def test_an_address_opens_as_a_whole_or_not_at_all(length: int, opens: bool) -> None:
    address = "https://a.b/".ljust(length, "c")
    style = f"{ADDRESS}{address}" if opens else "link"
    assert stretches(f"at {address}, so") == [(address, style)]


def test_lines_of_a_list_hang() -> None:
    read = marked("Take:\n- bread\n  * rye\n10. milk")
    assert read.text == "Take:\n• bread\n  • rye\n10. milk"
    assert read.hangs == ((6, 2), (14, 4), (22, 4))


def test_a_code_block_loses_its_fences_and_keeps_its_marks() -> None:
    read = marked("So:\n```py\nx = '*a*'\n```\nDone.")
    assert read.text == "So:\nx = '*a*'\nDone."
    assert stretches("So:\n```py\nx = '*a*'\n```\nDone.") == [("x = '*a*'", "code")]


@example("# ")
@given(st.text(st.sampled_from("ab *_`#-1.[](\n) "), max_size=60))
def test_no_text_breaks_the_reading_and_places_stay_in_order(text: str) -> None:
    read = marked(text)
    places = [read.shown_at(at) for at in range(len(text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(read.text) for place in places[:-1])
    ends = [edge for mark in read.marks for edge in (mark.start, mark.end)]
    assert ends == sorted(ends)


def test_a_place_in_the_source_is_found_in_what_is_shown() -> None:
    source = "a **bold** word"
    assert marked(source).text[: marked(source).shown_at(source.index("ld**"))] == "a bo"
    assert marked(source).text[: marked(source).shown_at(len("a **bold**"))] == "a bold"


def test_the_topmost_layer_gives_the_style() -> None:
    low, high = [Mark(0, 4, "low")], [Mark(2, 6, "high")]
    assert list(layered(1, 8, [low, high])) == [
        Mark(1, 2, "low"),
        Mark(2, 4, "high"),
        Mark(4, 6, "high"),
        Mark(6, 8, ""),
    ]


def test_only_marks_that_touch_the_line_are_looked_at() -> None:
    marks = [Mark(0, 2, "a"), Mark(4, 6, "b"), Mark(8, 9, "c")]
    assert list(within(marks, 2, 8)) == [marks[1]]
    assert list(within(marks, 6, 8)) == []

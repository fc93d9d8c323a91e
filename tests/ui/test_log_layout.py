from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tui_voice.conversation.items import Entry, Item, ItemStatus, Notice, Role, Severity
from tui_voice.ui.log_block import RowKind
from tui_voice.ui.log_layout import LogLayout

ASK = Item("u", Role.USER, "one two three four", ItemStatus.DONE)
ANSWER = Item("a", Role.ASSISTANT, "five six seven", latency_s=0.5)
CALL = Item("f", Role.CALL, '{"a":\n1}', ItemStatus.DONE, tool="\x1bget", call_id="c")
NOTE = Notice("something happened", Severity.INFO, 0.0)

texts = st.text(st.sampled_from("ab \n日\x1b*-"), max_size=30)
items = st.builds(
    Item,
    id=st.sampled_from("abcde"),
    role=st.sampled_from(Role),
    text=texts,
    status=st.sampled_from(ItemStatus),
    tool=st.sampled_from(["", "get"]),
    received_samples=st.just(100),
    heard_samples=st.integers(0, 100),
)
notices = st.builds(Notice, text=texts, severity=st.sampled_from(Severity), at_s=st.just(0.0))
conversations = st.lists(
    st.one_of(items, notices), max_size=5, unique_by=lambda e: e.id if isinstance(e, Item) else e
).map(tuple)


def lines(layout: LogLayout) -> list[tuple[RowKind, str, Entry]]:
    rows = [layout.row(y) for y in range(layout.height)]
    return [(row.kind, row.text, row.block.entry) for row in rows]


def laid(entries: tuple[Entry, ...], width: int = 10) -> LogLayout:
    layout = LogLayout(width)
    layout.update(entries)
    return layout


def test_an_item_has_a_header_its_lines_and_a_gap() -> None:
    kinds = [kind for kind, _, _ in lines(laid((ASK,)))]
    assert kinds == [RowKind.HEADER, RowKind.TEXT, RowKind.TEXT, RowKind.GAP]


def test_a_notice_has_no_header() -> None:
    kinds = [kind for kind, _, _ in lines(laid((NOTE,), 30))]
    assert kinds == [RowKind.NOTICE, RowKind.GAP]


def test_what_a_tool_did_is_a_quiet_line_like_a_notice_and_inert() -> None:
    assert lines(laid((CALL,), 60)) == [
        (RowKind.NOTICE, 'Tool called: ␛get({"a": 1})', CALL),
        (RowKind.GAP, "", CALL),
    ]


def test_a_call_whose_arguments_have_come_shows_them() -> None:
    layout = laid((replace(CALL, text="", status=ItemStatus.LIVE),), 60)
    assert layout.update((CALL,)) == 0
    assert lines(layout) == lines(laid((CALL,), 60))


def test_a_delta_changes_only_the_last_line() -> None:
    layout = laid((ASK, ANSWER))
    more = replace(ANSWER, text="five six seven eight")
    assert layout.update((ASK, more)) == 6  # "seven", below it "eight" and a gap
    assert layout.height == 9


def test_the_same_entries_change_nothing() -> None:
    layout = laid((ASK, ANSWER))
    assert layout.update((ASK, ANSWER)) is None


def test_an_answer_that_is_being_heard_looks_the_same() -> None:
    layout = laid((ASK, ANSWER))
    assert layout.update((ASK, replace(ANSWER, heard_samples=480))) is None


def test_a_question_that_comes_late_moves_the_answer_down() -> None:
    layout = laid((ANSWER,))
    assert layout.update((ASK, ANSWER)) == 0
    assert lines(layout) == lines(laid((ASK, ANSWER)))


def test_words_that_are_missing_have_a_stand_in() -> None:
    texts = [
        lines(laid((replace(ASK, text="", status=status),), 30))[1][1]
        for status in (ItemStatus.LIVE, ItemStatus.UNHEARD)
    ]
    assert texts == ["…", "(not written down)"]


def test_the_words_that_come_take_the_place_of_the_stand_in() -> None:
    layout = laid((Item("u", Role.USER),))
    assert layout.update((Item("u", Role.USER, "Hi"),)) == 0
    assert lines(layout)[1][1] == "Hi"


def test_what_was_heard_is_counted_in_what_is_shown() -> None:
    cut = Item("a", Role.ASSISTANT, "\u202e" * 10, ItemStatus.CUT, received_samples=10)
    layout = laid((replace(cut, heard_samples=5),), 80)
    assert layout.row(1).block.heard == len("‹RLO›") * 5


def test_a_cut_answer_changes_its_words_when_it_is_known_how_much_was_heard() -> None:
    cut = replace(ANSWER, status=ItemStatus.CUT, received_samples=100)
    layout = laid((cut,))
    assert layout.update((replace(cut, heard_samples=50),)) == 1


@given(conversations, conversations, st.integers(4, 12))
def test_growing_a_log_and_laying_it_out_anew_look_the_same(
    before: tuple[Entry, ...], after: tuple[Entry, ...], width: int
) -> None:
    layout = laid(before, width)
    old = lines(layout)
    first = layout.update(after)
    assert lines(layout) == lines(laid(after, width))
    unchanged = len(old) if first is None else first
    shown = [(kind, text) for kind, text, _ in lines(layout)]
    assert [(kind, text) for kind, text, _ in old[:unchanged]] == shown[:unchanged]


def test_a_finished_answer_is_read_for_its_marks_and_a_live_one_is_not() -> None:
    live = Item("a", Role.ASSISTANT, "a **b**")
    layout = laid((live,))
    assert layout.row(1).text == "a **b**"
    layout.update((replace(live, status=ItemStatus.DONE),))
    assert layout.row(1).text == "a b"


def test_what_a_person_typed_is_never_read_for_marks() -> None:
    typed = Item("u", Role.USER, "is 2**3 _really_ 8?", ItemStatus.DONE)
    assert laid((typed,), 40).row(1).text == typed.text


def test_the_later_lines_of_a_list_stand_under_its_words() -> None:
    item = Item("a", Role.ASSISTANT, "So:\n- one two three four\nEnd", ItemStatus.DONE)
    rows = [laid((item,), 14).row(y) for y in range(1, 5)]
    assert [(" " * row.indent) + row.text for row in rows] == [
        "So:",
        "• one two ",
        "  three four",
        "End",
    ]


def test_the_unheard_tail_is_told_in_what_is_shown() -> None:
    item = replace(ANSWER, text="**abcd** ef gh", status=ItemStatus.CUT, received_samples=14)
    block = laid((replace(item, heard_samples=4),)).blocks[0]
    assert block.heard is not None
    assert block.text[: block.heard] == "ab"


@given(conversations, st.integers(4, 30), st.integers(4, 30))
def test_another_width_gives_the_lines_of_that_width(
    entries: tuple[Entry, ...], first: int, second: int
) -> None:
    assert lines(laid(entries, first).resized(second)) == lines(laid(entries, second))


def test_a_change_is_found_wherever_it_is_in_a_long_conversation():
    turns = tuple(replace(ASK, id=f"u{n}") for n in range(40))
    for number in (0, 20, 39):
        layout = laid(turns)
        changed = replace(turns[number], text="another question")
        first = layout.blocks[number].top + layout.blocks[number].headers
        assert layout.update((*turns[:number], changed, *turns[number + 1 :])) == first
    assert laid(turns).update(turns[:30]) == laid(turns[:30]).height

"""Items and notices in the order in which they were said."""

from hypothesis import given
from hypothesis import strategies as st

from tui_voice.conversation.items import Item, Notice, Role, Severity
from tui_voice.conversation.log import Conversation

NOTICE = Notice("by the way", Severity.INFO, 0.0)


def said(*item_ids: str) -> Conversation:
    conversation = Conversation()
    for item_id in item_ids:
        conversation = conversation.place(Item(item_id, Role.USER))
    return conversation


def order(conversation: Conversation) -> list[str]:
    return [item.id for item in conversation.items]


def test_an_item_without_a_place_goes_to_the_end():
    assert order(said("a", "b").place(Item("c", Role.USER))) == ["a", "b", "c"]


def test_an_item_goes_after_the_one_it_follows():
    assert order(said("a", "b").place(Item("x", Role.USER), after="a")) == ["a", "x", "b"]


def test_an_item_that_follows_one_nobody_knows_goes_to_the_end():
    assert order(said("a", "b").place(Item("x", Role.USER), after="?")) == ["a", "b", "x"]


def test_a_notice_stays_with_the_turn_it_was_said_after():
    conversation = said("a").note(NOTICE).place(Item("b", Role.USER), after="a")
    assert conversation.entries[1] is NOTICE


def test_an_item_that_stands_in_its_place_is_not_moved():
    conversation = said("a").note(NOTICE).place(Item("b", Role.USER))
    assert conversation.move("b", "a") is conversation


def test_a_change_that_changes_nothing_keeps_everything_as_it_is():
    conversation = said("a")
    assert conversation.change("a", text="") is conversation
    assert conversation.change("nobody", text="x") is conversation


@given(
    ids=st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=2),
    data=st.data(),
)
def test_moving_loses_and_doubles_nothing_and_puts_the_item_where_it_belongs(
    ids: list[str], data: st.DataObject
):
    item, after = data.draw(st.permutations(ids))[:2]
    moved = said(*ids).move(item, after)
    assert sorted(order(moved)) == sorted(ids)
    assert order(moved).index(item) == order(moved).index(after) + 1


@given(ids=st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1), data=st.data())
def test_what_did_not_change_keeps_its_identity(ids: list[str], data: st.DataObject):
    before = said(*ids)
    changed = data.draw(st.sampled_from(ids))
    after = before.change(changed, text="new")
    for old, new in zip(before.items, after.items, strict=True):
        assert (old is new) == (old.id != changed)

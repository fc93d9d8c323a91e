"""Rules of the tools that somebody else gave the model: a server, a proxy, a stored prompt.

We call none ourselves. What was called and what came of it is part of the conversation all the
same: it stands in the log, is kept, and is told to the next session.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.log import Conversation
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft

UNANSWERED = "No output: the session ended while the tool was at work."
"""Told to the next session in place of an output that will not come any more."""

LONGEST_ID = 32
"""Characters that a server takes for the id of an item it is given."""


def used(
    draft: Draft, item_id: str, use: ev.ToolUse, *, after: str = "", whole: bool = False
) -> None:
    """A call begins, or is ``whole`` now; or somebody has put it, or its output, into the talk."""
    if use.arguments is not None:
        status = ItemStatus.DONE if whole or use.arguments else ItemStatus.LIVE
        _put(draft, _item(draft, item_id, Role.CALL, use, status), after)
        item_id, after = _output_id(item_id), item_id
    if use.output is not None:
        _put(draft, _item(draft, item_id, Role.OUTPUT, use, ItemStatus.DONE), after)


def item_done(draft: Draft, item_id: str, use: ev.ToolUse, status: str) -> None:
    """An item of a tool is complete, or was broken off."""
    if status == "incomplete":
        break_off(draft)
    else:
        used(draft, item_id, use, whole=True)


def break_off(draft: Draft) -> None:
    """A call whose arguments are not complete comes to nothing."""
    for item in draft.state.conversation.items:
        if item.role is Role.CALL and item.status is ItemStatus.LIVE:
            draft.set(conversation=draft.state.conversation.remove(item.id))


def output_item_done(draft: Draft, event: ev.OutputItemDone) -> None:
    """A call is complete, and here it is told of which response, which has its cost."""
    if event.tool is not None:
        item_done(draft, event.item_id, event.tool, event.status)
        draft.change_item(event.item_id, response_id=event.response_id)


def one_is_at_work(conversation: Conversation) -> bool:
    """Whether the last that was done is a call without its output, and an answer is to follow."""
    answered = set[str]()
    for item in takewhile(lambda item: item.of_tool, reversed(conversation.items)):
        if item.role is Role.OUTPUT:
            answered.add(item.call_id)
        elif item.call_id not in answered:
            return True
    return False


def end_open_calls(draft: Draft) -> None:
    """The session of these calls is gone, and with it whoever would have brought their output."""
    break_off(draft)
    items = draft.state.conversation.items
    answered = set[str]()
    for item in reversed(items):
        if item.role is Role.OUTPUT:
            answered.add(item.call_id)
        elif item.role is Role.CALL and item.call_id not in answered:
            use = ev.ToolUse(item.call_id, output=UNANSWERED)
            output = _item(draft, _output_id(item.id), Role.OUTPUT, use, ItemStatus.DONE)
            # At the time of its call, beside which it has its place in the history, too.
            _put(draft, replace(output, at_s=item.at_s), item.id)


def outputs_without_a_call(items: Sequence[Item]) -> set[str]:
    """The ids of outputs that no server would take: no call of theirs stands before them."""
    called, orphans = set[str](), set[str]()
    for item in items:
        if item.role is Role.CALL:
            called.add(item.call_id)
        elif item.role is Role.OUTPUT and item.call_id not in called:
            orphans.add(item.id)
    return orphans


def _put(draft: Draft, item: Item, after: str = "") -> None:
    """Give an item its place, or move and complete the one that is here."""
    conversation = draft.state.conversation
    known = conversation.find(item.id)
    if known is None:
        draft.set(conversation=conversation.place(item, after))
        return
    draft.set(conversation=conversation.move(item.id, after))
    if known.status is ItemStatus.LIVE:
        draft.change_item(item.id, text=item.text, status=item.status)


def _item(draft: Draft, item_id: str, role: Role, use: ev.ToolUse, status: ItemStatus) -> Item:
    text = (use.arguments if role is Role.CALL else use.output) or ""
    return Item(
        item_id,
        role,
        text,
        status,
        spoken=False,
        at_s=draft.wall,
        tool=use.name,
        call_id=use.call_id,
    )


def _output_id(call_item_id: str) -> str:
    """An id for the output of this call: the end of an id is what tells it from others."""
    prefix = "out_"
    return prefix + call_item_id[-(LONGEST_ID - len(prefix)) :]

"""What can be copied from the conversation, as text. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from tui_voice.conversation.export import to_text
from tui_voice.conversation.items import Entry, Item, Role
from tui_voice.ui.inert import inert


class Amount(StrEnum):
    """How much is copied, as a person calls it."""

    ANSWER = "the last answer"
    TURN = "the turn"
    ALL = "the conversation"


def copied(what: Amount, entries: Sequence[Entry], in_sight: int | None) -> str:
    """The text to copy, inert, for a terminal may be where it is pasted; empty if there is none.

    ``in_sight`` is the index of the entry that is looked at: with its turn goes what was asked
    before it and answered after it.
    """
    match what:
        case Amount.ANSWER:
            answers = (entry.text for entry in reversed(entries) if _is_answer(entry))
            return inert(next(answers, ""))
        case Amount.TURN:
            return "" if in_sight is None else inert(to_text(_exchange(entries, in_sight)))
        case Amount.ALL:
            return inert(to_text(entries))


def _is_answer(entry: Entry) -> bool:
    return isinstance(entry, Item) and entry.role is Role.ASSISTANT and bool(entry.text)


def _is_question(entry: Entry) -> bool:
    return isinstance(entry, Item) and entry.role is Role.USER


def _exchange(entries: Sequence[Entry], at: int) -> Sequence[Entry]:
    """From the question in or before ``at`` up to the next question."""
    first = next((n for n in range(at, -1, -1) if _is_question(entries[n])), 0)
    after = (n for n in range(first + 1, len(entries)) if _is_question(entries[n]))
    return entries[first : next(after, len(entries))]

"""The conversation: entries in the order in which they were said."""

from dataclasses import dataclass, replace
from typing import Any

from tui_voice.conversation.items import Entry, Item, Notice


@dataclass(frozen=True, slots=True)
class Conversation:
    """Items and notices in order. Every change answers with a new conversation.

    Entries that did not change keep their identity, so that a screen knows with ``is`` what to
    draw again.
    """

    entries: tuple[Entry, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The entries that somebody said."""
        return tuple(entry for entry in self.entries if isinstance(entry, Item))

    def find(self, item_id: str) -> Item | None:
        """The item with this id, if it is here."""
        position = self._position(item_id)
        entry = None if position is None else self.entries[position]
        return entry if isinstance(entry, Item) else None

    def place(self, item: Item, after: str = "") -> "Conversation":
        """Put a new item after the item ``after``, or at the end where that is not known."""
        position = self._position(after) if after else None
        if position is None:
            return Conversation((*self.entries, item))
        position = self._past_notices(position + 1)
        return Conversation((*self.entries[:position], item, *self.entries[position:]))

    def move(self, item_id: str, after: str) -> "Conversation":
        """Put an item that is here after ``after``, if it does not stand there already."""
        item = self.find(item_id)
        if item is None or self._position(after) is None or self._previous(item_id) == after:
            return self
        return self.remove(item_id).place(item, after)

    def change(self, item_id: str, **changes: Any) -> "Conversation":
        """Change fields of an item; an item that is not here is left alone."""
        position = self._position(item_id)
        if position is None:
            return self
        entry = self.entries[position]
        changed = replace(entry, **changes)
        if changed == entry:
            return self
        return Conversation((*self.entries[:position], changed, *self.entries[position + 1 :]))

    def remove(self, item_id: str) -> "Conversation":
        """Take an item out."""
        position = self._position(item_id)
        if position is None:
            return self
        return Conversation((*self.entries[:position], *self.entries[position + 1 :]))

    def note(self, notice: Notice) -> "Conversation":
        """Add a notice at the end."""
        return Conversation((*self.entries, notice))

    def _position(self, item_id: str) -> int | None:
        # From the end: what changes is nearly always among the last.
        for position in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[position]
            if isinstance(entry, Item) and entry.id == item_id:
                return position
        return None

    def _past_notices(self, position: int) -> int:
        while position < len(self.entries) and isinstance(self.entries[position], Notice):
            position += 1
        return position

    def _previous(self, item_id: str) -> str:
        previous = ""
        for item in self.items:
            if item.id == item_id:
                return previous
            previous = item.id
        return ""

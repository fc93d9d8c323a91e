"""Where every line of the conversation log stands: wrapped once, found by its number."""

from bisect import bisect_right
from itertools import compress, count, zip_longest
from operator import attrgetter, is_not
from typing import TYPE_CHECKING

from tui_voice.config.keys import Keymap

if TYPE_CHECKING:
    from tui_voice.conversation.items import Entry
    from tui_voice.ui.log_block import Block, Row

GUTTER = "▎ "
"""Stands left of the words, and marks whose they are."""

LAST = 8
"""Entries at the end of the conversation that are compared one by one."""


class LogLayout:
    """All blocks at one width: the cells that a line of words may take.

    ``keys`` are those in force, for our own notices.
    """

    def __init__(
        self, width: int, entries: "tuple[Entry, ...]" = (), keys: Keymap | None = None
    ) -> None:
        self.width = width
        self.blocks: list[Block] = []
        self.entries = entries
        self.keys = keys or Keymap()

    @property
    def height(self) -> int:
        """Lines of the whole log."""
        return self.blocks[-1].top + self.blocks[-1].height if self.blocks else 0

    def find(self, y: int) -> tuple[int, int]:
        """The index of the block on line ``y`` and the row within it, ``0 <= y < height``."""
        index = bisect_right(self.blocks, y, key=attrgetter("top")) - 1
        return index, y - self.blocks[index].top

    def row(self, y: int) -> "Row":
        """The row on line ``y`` of the log, ``0 <= y < height``."""
        index, number = self.find(y)
        return self.blocks[index].row(number)

    def resized(self, width: int) -> "LogLayout":
        """The same entries at another width."""
        layout = LogLayout(width, entries=self.entries, keys=self.keys)
        top = 0
        for block in self.blocks:
            again = block.resized(width)
            again.top = top
            top += again.height
            layout.blocks.append(again)
        return layout

    def update(self, entries: "tuple[Entry, ...]") -> int | None:
        """Take over new entries; the first line that looks different now, None if none does.

        Entries before the first that is another object are not looked at, so that the cost is
        that of the change and not of the length of the log.
        """
        old, self.entries = self.entries, entries
        first = _unchanged(old, entries)
        if first == len(old) == len(entries):
            return None
        return self._lay_from(first)

    def _lay_from(self, first: int) -> int | None:
        # Imported here: the first frame has no entries, and waits for nothing that reads them.
        from tui_voice.ui.log_block import block_of, key_of

        before = self.blocks[first:]
        known = {key_of(block.entry): block for block in before}
        del self.blocks[first:]
        top, dirty = self.height, None
        for entry, was in zip_longest(self.entries[first:], before):
            if entry is None:
                break
            block = known.get(key_of(entry))
            line = None
            if block is None:
                block = block_of(entry, self.width, self.keys)
            else:
                line = block.update(entry)
            if block is not was or block.top != top:
                line = 0
            if dirty is None and line is not None:
                dirty = top + line
            block.top = top
            self.blocks.append(block)
            top += block.height
        if dirty is None and len(self.blocks) < first + len(before):
            dirty = top
        return dirty


def _unchanged(old: "tuple[Entry, ...]", new: "tuple[Entry, ...]") -> int:
    """How many entries at the beginning are the same objects.

    What changes is nearly always among the last: one comparison tells that of all before them,
    which takes a tenth of the time of looking at each.
    """
    length = min(len(old), len(new))
    before = max(0, length - LAST)
    if old[:before] != new[:before]:
        before = 0
    tails = (old[before:length], new[before:length])
    return before + next(compress(count(), map(is_not, *tails)), length - before)

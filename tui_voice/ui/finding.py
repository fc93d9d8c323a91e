"""Searching the words of the conversation as they are shown. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from tui_voice.ui.log_block import Block
from tui_voice.ui.markdown import Mark


class Hit(NamedTuple):
    """Where the words stand: the index of a block, and a stretch of its text."""

    block: int
    start: int
    end: int


class Finding:
    """All hits of one query, one of which is the present one."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.hits: list[Hit] = []
        self.present = 0
        """Index of the present hit; it stays on its words while others come."""

    def look(self, blocks: Sequence[Block], first: int = 0) -> None:
        """Look through the blocks from ``first`` on; those before it have not changed."""
        del self.hits[self._first_of(first) :]
        if not self.query:
            return
        pattern = re.compile(re.escape(self.query), re.IGNORECASE)
        for index in range(first, len(blocks)):
            spans = (match.span() for match in pattern.finditer(blocks[index].text))
            self.hits += [Hit(index, start, end) for start, end in spans]
        self.present = min(self.present, max(0, len(self.hits) - 1))

    def begin_at(self, block: int) -> None:
        """Make the last hit in or before ``block`` the present one, or the first there is."""
        self.present = max(0, self._first_of(block + 1) - 1)

    def go(self, steps: int) -> None:
        """Make another hit the present one; after the last comes the first."""
        if self.hits:
            self.present = (self.present + steps) % len(self.hits)

    @property
    def hit(self) -> Hit | None:
        """The present hit."""
        return self.hits[self.present] if self.hits else None

    def marks(self, block: int) -> list[Mark]:
        """The hits in a block, the present one with a style of its own."""
        first, end = self._first_of(block), self._first_of(block + 1)
        return [
            Mark(hit.start, hit.end, "present" if at == self.present else "found")
            for at, hit in enumerate(self.hits[first:end], first)
        ]

    def _first_of(self, block: int) -> int:
        return bisect_left(self.hits, block, key=attrgetter("block"))

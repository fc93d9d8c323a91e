"""One entry of the conversation as lines: read once, wrapped at a width. Pure."""

from bisect import bisect_right
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from tui_voice.config.keys import Keymap
from tui_voice.conversation.export import SPEAKERS
from tui_voice.conversation.items import Entry, Item, ItemStatus, Notice, Role
from tui_voice.conversation.tools import told_shortly
from tui_voice.ui.inert import inert, inert_line
from tui_voice.ui.markdown import Marked, marked
from tui_voice.ui.naming import keyed
from tui_voice.ui.wrap import Span, wrap, wrap_hanging

NOT_WRITTEN = "(not written down)"
"""Stands for speech that the server could not write down."""

PENDING = "…"
"""Stands for words that have not come yet."""


class RowKind(StrEnum):
    """What a row of the log shows."""

    HEADER = "header"
    TEXT = "text"
    NOTICE = "notice"
    GAP = "gap"


class Row(NamedTuple):
    """One line of the log: the slice ``text[start:end]`` of its block's text."""

    kind: RowKind
    block: "Block"
    number: int
    start: int = 0
    end: int = 0
    indent: int = 0
    """Cells left free before the words, in a list."""

    @property
    def text(self) -> str:
        """The words on this line."""
        return self.block.text[self.start : self.end]


class Block:
    """One entry, wrapped: a header (for somebody's words), its lines, and an empty line.

    Words that still come are plain; those of a finished answer are read once for their light
    Markdown, whatever the width later is.
    """

    __slots__ = ("_indents", "entry", "heard", "marked", "spans", "text", "top", "width")

    def __init__(self, entry: Entry, width: int, marked: Marked | None = None) -> None:
        self.entry = entry
        self.width = width
        self.top = 0
        self.marked = marked or _read(entry)
        self.text = self.marked.text
        """The words as they are shown, inert."""
        self.spans: list[Span] = []
        self._indents: dict[int, int] = {}
        self.heard = self._heard()
        """How many characters of ``text`` were heard, None where all were."""
        self._wrap()

    @property
    def headers(self) -> int:
        """Lines above the words."""
        return 0 if _is_aside(self.entry) else 1

    @property
    def said(self) -> bool:
        """Whether it is an item of the conversation, and no notice of ours."""
        return isinstance(self.entry, Item)

    @property
    def height(self) -> int:
        """Lines in all."""
        return self.headers + len(self.spans) + 1

    def row(self, number: int) -> Row:
        """The row ``number`` lines below the top of the block."""
        line = number - self.headers
        if line < 0:
            return Row(RowKind.HEADER, self, number)
        if line >= len(self.spans):
            return Row(RowKind.GAP, self, number)
        kind = RowKind.TEXT if self.headers else RowKind.NOTICE
        return Row(kind, self, number, *self.spans[line], self._indents.get(line, 0))

    def row_of(self, at: int) -> int:
        """The number of the row with the character ``at`` of the text."""
        line = bisect_right(self.spans, at, key=itemgetter(0)) - 1
        return self.headers + max(0, line)

    def update(self, entry: Entry) -> int | None:
        """Take over a newer state of the entry; the first row that looks different now.

        Words that were only added are wrapped from the last line on.
        """
        old, self.entry = self.entry, entry
        if old is entry:
            return None
        if _is_light(old) or _is_light(entry):
            first = self._replace() if _is_light(old) != _is_light(entry) else self._mend(old)
        else:
            first = self._grow(len(old.text)) if _grew(old, entry) else self._replace()
        heard, self.heard = self.heard, self._heard()
        if heard != self.heard:
            first = self.headers
        return 0 if _manner(old) != _manner(entry) else first

    def resized(self, width: int) -> "Block":
        """The same entry at another width; it is not read again."""
        return Block(self.entry, width, self.marked)

    def _wrap(self) -> None:
        self.spans, self._indents = wrap_hanging(self.text, self.width, self.marked.hangs)

    def _grow(self, known: int) -> int | None:
        if len(self.entry.text) == known:
            return None
        self.text += inert(self.entry.text[known:])
        self.marked = Marked(self.text)
        start = self.spans.pop()[0]
        first = self.headers + len(self.spans)
        self.spans.extend(wrap(self.text, self.width, start))
        return first

    def _mend(self, old: Entry) -> int | None:
        return None if old.text == self.entry.text else self._replace()

    def _replace(self) -> int | None:
        marked = _read(self.entry)
        if marked == self.marked:
            return None
        self.marked, self.text = marked, marked.text
        self._wrap()
        return self.headers

    def _heard(self) -> int | None:
        entry = self.entry
        if isinstance(entry, Notice) or entry.status is not ItemStatus.CUT:
            return None
        return self.marked.shown_at(len(inert(entry.text[: entry.heard_chars])))


def block_of(entry: Entry, width: int, keys: Keymap) -> Block:
    """A new block; a notice names the keys in force."""
    if isinstance(entry, Notice):
        return Block(entry, width, Marked(keyed(inert(entry.text), keys)))
    return Block(entry, width)


def key_of(entry: Entry) -> str | int:
    """What an entry is known by from one moment to the next."""
    return entry.id if isinstance(entry, Item) else id(entry)


def _grew(old: Entry, entry: Entry) -> bool:
    if _is_aside(old) or _is_aside(entry):
        return False
    return bool(old.text) and entry.text.startswith(old.text)


def _manner(entry: Entry) -> tuple[object, ...]:
    """All that the look of an entry depends on but its words and how many were heard."""
    if isinstance(entry, Notice):
        return (entry.at_s, entry.severity)
    told = (entry.status, entry.spoken, entry.at_s, entry.latency_s, not entry.text)
    return (entry.role, entry.tool, *told)


def _stand_in(entry: Entry) -> str:
    """What is shown where there are no words."""
    if isinstance(entry, Notice):
        return ""
    return {ItemStatus.UNHEARD: NOT_WRITTEN, ItemStatus.LIVE: PENDING}.get(entry.status, "")


def _is_light(entry: Entry) -> bool:
    """Whether light Markdown is read: in an answer to which nothing is added any more."""
    return (
        isinstance(entry, Item)
        and entry.role is Role.ASSISTANT
        and entry.status is not ItemStatus.LIVE
    )


def _is_aside(entry: Entry) -> bool:
    """Whether it is nobody's words: a notice of ours, or what a tool did."""
    return isinstance(entry, Notice) or entry.of_tool


def _read(entry: Entry) -> Marked:
    if isinstance(entry, Item) and entry.of_tool:
        return Marked(f"{SPEAKERS[entry.role]}: {inert_line(told_shortly(entry))}")
    text = inert(entry.text) or _stand_in(entry)
    return marked(text) if _is_light(entry) else Marked(text)

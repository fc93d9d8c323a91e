"""The conversation: one line-API widget that lays out only what changed and draws what is seen."""

from typing import TYPE_CHECKING

from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var

from tui_voice.config.keys import Keymap
from tui_voice.ui.log_layout import GUTTER, LogLayout
from tui_voice.ui.times import Times
from tui_voice.ui.welcome import Hint, Span, hint_line
from tui_voice.ui.widgets.log_lines import LogLines

if TYPE_CHECKING:
    from tui_voice.conversation.items import Entry
    from tui_voice.ui.finding import Finding, Hit

MEASURE = 100
"""Cells a line of words takes at most: longer lines are hard to read."""


class ConversationLog(LogLines):
    """Turns of both sides as they grow, with our own notices between them.

    It follows the newest line until the person scrolls up, and again from the end on.
    """

    DEFAULT_CSS = """
    ConversationLog {
        padding: 1 0 0 1;
        background: $background;
    }
    """

    entries: "var[tuple[Entry, ...]]" = var(())
    """The conversation; unchanged entries keep their identity."""
    hint: var[Hint] = var[Hint](())
    """What is shown as long as nobody has said anything."""
    keys: var[Keymap] = var(Keymap, init=False)
    """The keys in force, for our own notices."""
    follow: var[bool] = var(default=True)
    """Whether the newest line stays in sight."""

    class Followed(Message):
        """The newest line stays in sight from now on, or no longer."""

        def __init__(self, follow: bool) -> None:
            super().__init__()
            self.follow = follow

    class Found(Message):
        """A search has ``count`` hits; number ``present``, from 1 on, is in sight."""

        def __init__(self, present: int, count: int) -> None:
            super().__init__()
            self.present = present
            self.count = count

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times
        self._layout = LogLayout(MEASURE)
        self._finding: Finding | None = None
        """The search, once there was one."""
        self._hinted = True

    @property
    def layout_rows(self) -> LogLayout:
        """What stands on which line."""
        return self._layout

    def watch_entries(self, entries: "tuple[Entry, ...]") -> None:
        """Lay out what changed and draw it."""
        first = self._layout.update(entries)
        if first is None:
            return
        if self._finding is not None and self._finding.query:
            blocks = self._layout.blocks
            self._finding.look(blocks, self._layout.find(first)[0] if blocks else 0)
            self._tell(self._finding)
        self._changed_from(first)

    def watch_hint(self) -> None:
        """Draw it."""
        self.forget()
        self.refresh()

    def watch_keys(self, keys: Keymap) -> None:
        """Name them in the notices."""
        self._layout = LogLayout(self._layout.width, keys=keys)
        self.watch_entries(self.entries)

    def watch_follow(self, follow: bool) -> None:
        """Tell whoever shows it."""
        self.post_message(self.Followed(follow))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling up stops following; reaching the end starts it again."""
        super().watch_scroll_y(old_value, new_value)
        self.follow = self.is_vertical_scroll_end

    def on_resize(self, _: Resize) -> None:
        """Wrap anew where the width changed, keeping the line in sight that was at the top."""
        width = min(MEASURE, self.words_room - len(GUTTER))
        if width < 1:
            return
        follow, anchor = self.follow, self._anchor()
        if width != self._layout.width:
            self._layout = self._layout.resized(width)
        self._changed_from(0)
        if not follow and anchor is not None:
            block = self._layout.blocks[anchor[0]]
            self.scroll_to(y=block.top + min(anchor[1], block.height - 1), animate=False)

    @property
    def in_sight(self) -> int | None:
        """The index of the entry that is looked at: the last one, or that at the top; of a search
        the one with the present hit.
        """
        if self._hit is not None:
            return self._hit.block
        if self.follow:
            return len(self.entries) - 1 if self.entries else None
        anchor = self._anchor()
        return anchor and anchor[0]

    def seek(self, query: str) -> None:
        """Search for words as they are shown, whatever their case; an empty query ends it."""
        from tui_voice.ui.finding import Finding  # which the first frame does not wait for

        begin = self._last_in_sight() if self._hit is None else self._hit.block
        self._finding = Finding(query)
        self._finding.look(self._layout.blocks)
        self._finding.begin_at(begin)
        self._show_hit(self._finding)

    def seek_on(self, steps: int) -> None:
        """Go to a later hit, or with negative ``steps`` to an earlier one."""
        if self._finding is not None:
            self._finding.go(steps)
            self._show_hit(self._finding)

    def spans_on(self, line: int) -> list[Span]:
        """The words on a line, each with the name of its style."""
        if line < self._layout.height:
            from tui_voice.ui.log_rows import spans_of  # which an empty log does not wait for

            index, number = self._layout.find(line)
            row = self._layout.blocks[index].row(number)
            found = [] if self._finding is None else self._finding.marks(index)
            words = spans_of(row, self._layout.width, self._times.written, found)
            return [(" " * self.margin, "words"), *words]
        if not self._is_empty:
            return []
        height = self.scrollable_content_region.height - self._layout.height
        return hint_line(self.hint, line - self._layout.height, self.words_room, height)

    @property
    def margin(self) -> int:
        """Cells left of the conversation, which stands in the middle of a wide screen."""
        return max(0, (self.words_room - len(GUTTER) - self._layout.width) // 2)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _changed_from(self, first: int) -> None:
        follow, height = self.follow, self._layout.height
        last = max(height, self.virtual_size.height) - 1  # the last one is always empty
        if self._hinted or not self._layout.blocks:
            last = self.scroll_offset.y + self.size.height
        self._hinted = self._is_empty
        self.forget(first, last)
        if height != self.virtual_size.height or self.virtual_size.width != self.room:
            self.virtual_size = Size(self.room, height)
        # Only lines that look different: what is written to the terminal goes over SSH, too.
        seen = Region(0, self.scroll_offset.y, self.size.width, self.size.height)
        changed = seen.intersection(Region(0, first, self.size.width, max(0, last - first)))
        if changed:
            self.refresh(changed.translate((0, -seen.y)))
        if follow:
            # Forced: the scrollbar of a log that has just grown too long is not there yet.
            self.scroll_end(animate=False, immediate=True, x_axis=False, force=True)

    @property
    def _is_empty(self) -> bool:
        """Whether nobody has said anything yet, so that the hint is shown."""
        return not any(block.said for block in self._layout.blocks)

    def _anchor(self) -> tuple[int, int] | None:
        """Which block stands at the top of what is in sight, and how far it has gone by."""
        top = self.scroll_offset.y
        return self._layout.find(top) if 0 <= top < self._layout.height else None

    def _last_in_sight(self) -> int:
        """The index of the last entry that is in sight."""
        bottom = min(self._layout.height, self.scroll_offset.y + self.size.height) - 1
        return self._layout.find(bottom)[0] if bottom >= 0 else 0

    @property
    def _hit(self) -> "Hit | None":
        """The place that a search has come to."""
        return None if self._finding is None else self._finding.hit

    def _show_hit(self, finding: "Finding") -> None:
        self.forget()
        self.refresh()
        self._tell(finding)
        if (hit := finding.hit) is None:
            return
        block = self._layout.blocks[hit.block]
        line = block.top + block.row_of(hit.start)
        if not 0 <= line - self.scroll_offset.y < self.size.height:
            self.scroll_to(y=line - self.size.height // 3, animate=False, immediate=True)

    def _tell(self, finding: "Finding") -> None:
        self.post_message(self.Found(finding.present + bool(finding.hits), len(finding.hits)))

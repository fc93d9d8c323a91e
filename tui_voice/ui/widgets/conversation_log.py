"""The conversation: one line-API widget that lays out only what changed and draws what is seen."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui_voice.conversation.items import Entry, Item
from tui_voice.ui.log_layout import LogLayout
from tui_voice.ui.log_rows import GUTTER, spans_of
from tui_voice.ui.times import Times
from tui_voice.ui.welcome import Hint, Span, hint_line

MEASURE = 100
"""Cells a line of words takes at most: longer lines are hard to read."""

_CACHED_ROWS = 2_000


class ConversationLog(ScrollView, can_focus=True):
    """Turns of both sides as they grow, with our own notices between them.

    It follows the newest line until the person scrolls up, and again from the end on.
    """

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    ConversationLog {
        height: 1fr;
        padding: 1 1 0 1;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: $background;
        & > .conversation-log--you { color: $text-secondary; }
        & > .conversation-log--assistant { color: $text-primary; }
        & > .conversation-log--system { color: $text-accent; }
        & > .conversation-log--words { color: $foreground; }
        & > .conversation-log--unheard { color: $foreground 45%; }
        & > .conversation-log--quiet { color: $foreground 55%; }
        & > .conversation-log--info { color: $foreground 65%; }
        & > .conversation-log--warning { color: $text-warning; }
        & > .conversation-log--error { color: $text-error; }
        & > .conversation-log--key { color: $text-primary; text-style: bold; }
        & > .conversation-log--title { color: $foreground; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "A line up", show=False),
        Binding("down", "scroll_down", "A line down", show=False),
        Binding("pageup", "page_up", "A page up", show=False),
        Binding("pagedown", "page_down", "A page down", show=False),
        Binding("home", "scroll_home", "To the beginning", show=False),
        Binding("end", "scroll_end", "To the newest line, and stay there", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "conversation-log--you",
        "conversation-log--assistant",
        "conversation-log--system",
        "conversation-log--words",
        "conversation-log--unheard",
        "conversation-log--quiet",
        "conversation-log--info",
        "conversation-log--warning",
        "conversation-log--error",
        "conversation-log--key",
        "conversation-log--title",
    }

    entries: var[tuple[Entry, ...]] = var[tuple[Entry, ...]](())
    """The conversation; unchanged entries keep their identity."""
    hint: var[Hint] = var[Hint](())
    """What is shown as long as nobody has said anything."""
    follow: var[bool] = var(default=True)
    """Whether the newest line stays in sight."""

    class Followed(Message):
        """The newest line stays in sight from now on, or no longer."""

        def __init__(self, follow: bool) -> None:
            super().__init__()
            self.follow = follow

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times
        self._layout = LogLayout(MEASURE)
        self._strips: dict[int, Strip] = {}

    @property
    def layout_rows(self) -> LogLayout:
        """What stands on which line."""
        return self._layout

    @property
    def allow_select(self) -> bool:
        """Words can be selected with the mouse."""
        return True

    def watch_entries(self, entries: tuple[Entry, ...]) -> None:
        """Lay out what changed and draw it."""
        first = self._layout.update(entries)
        if first is not None:
            self._changed_from(first)

    def watch_hint(self) -> None:
        """Draw it."""
        self._strips.clear()
        self.refresh()

    def watch_follow(self, follow: bool) -> None:
        """Tell whoever shows it."""
        self.post_message(self.Followed(follow))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling up stops following; reaching the end starts it again."""
        super().watch_scroll_y(old_value, new_value)
        self.follow = self.is_vertical_scroll_end

    def on_resize(self, _: Resize) -> None:
        """Wrap anew where the width changed, keeping the line in sight that was at the top."""
        width = min(MEASURE, self._room - len(GUTTER))
        if width < 1:
            return
        follow, anchor = self.follow, self._anchor()
        if width != self._layout.width:
            entries = self._layout.entries
            self._layout = LogLayout(width)
            self._layout.update(entries)
        self._changed_from(0)
        if not follow and anchor is not None:
            block = self._layout.blocks[anchor[0]]
            self.scroll_to(y=block.top + min(anchor[1], block.height - 1), animate=False)

    def notify_style_update(self) -> None:
        """Another theme: nothing drawn before is good any more."""
        super().notify_style_update()
        self._strips.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self._strips.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected words, without what is drawn around them."""
        lines: list[str] = []
        for y in range(self._layout.height):
            if (chosen := selection.get_span(y)) is None:
                continue
            plain = "".join(text for text, _ in self._spans(y))
            start, end = chosen
            begin = max(start, self._margin + len(GUTTER))
            lines.append(plain[begin : None if end == -1 else end].rstrip())
        return "\n".join(lines), "\n"

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is in sight."""
        line = self.scroll_offset.y + y
        strip = self._strips.get(line)
        if strip is None:
            if len(self._strips) >= _CACHED_ROWS:
                self._strips.clear()
            strip = self._strips[line] = self._drawn(line)
        return strip

    # ── private ─────────────────────────────────────────────────────────────────────────────

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _margin(self) -> int:
        """Cells left of the conversation, which stands in the middle of a wide screen."""
        return max(0, (self._room - len(GUTTER) - self._layout.width) // 2)

    def _changed_from(self, first: int) -> None:
        follow, height = self.follow, self._layout.height
        for line in [line for line in self._strips if line >= first]:
            del self._strips[line]
        if height != self.virtual_size.height or self.virtual_size.width != self._room:
            self.virtual_size = Size(self._room, height)
        visible = first - self.scroll_offset.y
        if visible < self.size.height:
            top = max(0, visible)
            self.refresh(Region(0, top, self.size.width, self.size.height - top))
        if follow:
            # Forced: the scrollbar of a log that has just grown too long is not there yet.
            self.scroll_end(animate=False, immediate=True, x_axis=False, force=True)

    def _anchor(self) -> tuple[int, int] | None:
        """Which block stands at the top of what is in sight, and how far it has gone by."""
        top = self.scroll_offset.y
        return self._layout.find(top) if 0 <= top < self._layout.height else None

    def _spans(self, line: int) -> list[Span]:
        """The words on a line, each with the name of its style."""
        left = [(" " * self._margin, "words")]
        if line < self._layout.height:
            return left + spans_of(self._layout.row(line), self._layout.width, self._times.written)
        if any(isinstance(entry, Item) for entry in self.entries):
            return []
        room = self.scrollable_content_region
        height = room.height - self._layout.height
        return hint_line(self.hint, line - self._layout.height, room.width, height)

    def _drawn(self, line: int) -> Strip:
        chosen = self.text_selection and self.text_selection.get_span(line)
        segments: list[Segment] = []
        at = 0
        for words, part in self._spans(line):
            style = self._style(part)
            if chosen is None:
                segments.append(Segment(words, style))
                continue
            end = len(words) if chosen[1] == -1 else max(0, chosen[1] - at)
            before, inside, after = _split(words, max(0, chosen[0] - at), end)
            selected = style + self.screen.get_component_rich_style("screen--selection")
            segments += [Segment(before, style), Segment(inside, selected), Segment(after, style)]
            at += len(words)
        strip = Strip(segment for segment in segments if segment.text)
        return strip.adjust_cell_length(self._room, self.rich_style).apply_offsets(0, line)

    def _style(self, part: str) -> Style:
        """The style of a part; ``part!`` is the part in bold."""
        name, bold, _ = part.partition("!")
        style = self.get_component_rich_style(f"conversation-log--{name}")
        return style + Style(bold=True) if bold else style


def _split(words: str, start: int, end: int) -> tuple[str, str, str]:
    return words[:start], words[start:end], words[max(start, end) :]

"""Lines that are drawn one by one: their styles, a selection over them, and those kept drawn."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style as Looks

from tui_voice.ui.bound import bound
from tui_voice.ui.log_layout import GUTTER
from tui_voice.ui.welcome import Span
from tui_voice.ui.widgets.drawing import edge_to_edge, style_on

_CACHED_ROWS = 2_000
_NO_LINE = -1
"""Stands for what is above and below the lines."""


class LogLines(ScrollView, can_focus=True):
    """Draws line by line what ``spans_on`` tells; only lines in sight are ever drawn."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    LogLines {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("line_up", "scroll_up"),
        bound("line_down", "scroll_down"),
        bound("page_up"),
        bound("page_down"),
        bound("beginning", "scroll_home"),
        bound("newest", "scroll_end"),
    ]
    STYLES: ClassVar[Mapping[str, str]] = {
        "bare": "",
        "you": "$text-secondary",
        "assistant": "$text-primary",
        "system": "$text-accent",
        "words": "$foreground",
        "strong": "$foreground bold",
        "emphasis": "$foreground italic",
        "code": "$code",
        "link": "$text-primary",
        "address": "$text-primary underline",
        "unheard": "$foreground 45% $or-dim",
        "quiet": "$foreground 55% $or-dim",
        "info": "$foreground 65% $or-dim",
        "warning": "$text-warning",
        "error": "$text-error",
        "key": "$text-primary bold",
        "title": "$foreground bold",
        "found": "$highlight",
        "present": "$present bold",
    }
    """How each part looks. No component classes: Textual would work out the styles of all of them
    whenever the focus comes or goes."""

    # Without a layout, which would be one of the whole screen with every new line.
    virtual_size: var[Size] = var(Size(0, 0))

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, Strip] = {}
        self._wide = 0
        self._styles: dict[tuple[str, bool], Style] = {}

    @property
    def allow_select(self) -> bool:
        """Words can be selected with the mouse."""
        return True

    @property
    def room(self) -> int:
        """Cells of a line."""
        return self.scrollable_content_region.width

    @property
    def words_room(self) -> int:
        """Cells of a line that may hold words: the last stays free, beside the scrollbar."""
        return self.room - 1

    @property
    def margin(self) -> int:
        """Cells left of the words and of the mark in front of them."""
        return 0

    def spans_on(self, line: int) -> list[Span]:
        """The words on a line, each with the name of its style, ``!`` behind it for bold."""
        raise NotImplementedError

    def forget(self, first: int = 0, end: int = sys.maxsize) -> None:
        """Draw the lines from ``first`` on, up to ``end``, anew when they are next in sight."""
        for line in [line for line in self._rows if first <= line < end]:
            del self._rows[line]

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar; only one that comes or goes takes room, and so a layout."""
        if (size.height > self.container_size.height) != self.show_vertical_scrollbar:
            self.refresh(layout=True)
        elif self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = size.height

    def notify_style_update(self) -> None:
        """Another theme: nothing drawn before is good any more."""
        super().notify_style_update()
        self._rows.clear()
        self._styles.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self._rows.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected words, without what is drawn around them."""
        lines: list[str] = []
        for y in range(self.virtual_size.height):
            if (chosen := selection.get_span(y)) is None:
                continue
            plain = "".join(text for text, _ in self.spans_on(y))
            start, end = chosen
            begin = max(start, self.margin + len(GUTTER))
            lines.append(plain[begin : None if end == -1 else end].rstrip())
        return "\n".join(lines), "\n"

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of the widget, from the edge, as far as they are in ``crop``.

        A row stays the same object for as long as it looks the same, wherever it is scrolled to:
        so Textual neither cuts it nor writes it out anew, and a new line costs that line.
        """
        width = self.outer_size.width
        if width != self._wide:
            self._wide = width
            self._rows.clear()
        # All rows are asked for whenever anything on the screen is painted, a meter, say.
        top, lines, scrolled = self.gutter.top, self.content_size.height, self.scroll_offset.y
        inside = range(top, top + lines)
        rows = [self._row(scrolled + y - top if y in inside else _NO_LINE) for y in crop.line_range]
        return rows if crop.width == width else [row.crop(*crop.column_span) for row in rows]

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is in sight, without what stands left and right of it.

        Textual asks for it only to find the words under the mouse, by their offsets.
        """
        line = self.scroll_offset.y + y
        words = Strip(self._words(line)).adjust_cell_length(self.room, self._style("bare"))
        return words.apply_offsets(0, line)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _row(self, line: int) -> Strip:
        """A line from edge to edge, drawn once; those without words are one and the same row."""
        row = self._rows.get(line)
        if row is None:
            words = [] if line == _NO_LINE else self._words(line)
            row = self._padded(words) if words or line == _NO_LINE else self._row(_NO_LINE)
            if len(self._rows) >= _CACHED_ROWS:
                self._rows.clear()
            self._rows[line] = row
        return row

    def _padded(self, words: Sequence[Segment]) -> Strip:
        """Words between the edges, in colours that the terminal can show."""
        return edge_to_edge(self, words, self._style("bare"))

    def _words(self, line: int) -> list[Segment]:
        chosen = self.text_selection and self.text_selection.get_span(line)
        segments: list[Segment] = []
        at = 0
        for words, part in self.spans_on(line):
            style = self._style(part)
            if chosen is None:
                segments.append(Segment(words, style))
                continue
            end = len(words) if chosen[1] == -1 else max(0, chosen[1] - at)
            before, inside, after = _split(words, max(0, chosen[0] - at), end)
            selected = self._style(part, selected=True)
            segments += [Segment(before, style), Segment(inside, selected), Segment(after, style)]
            at += len(words)
        return [segment for segment in segments if segment.text]

    @property
    def _selection(self) -> Looks:
        """What is laid over selected words; reversed, they are told apart without colours, too."""
        if self.has_pseudo_class("ansi"):
            return Looks(reverse=True)
        return Looks.from_styles(self.screen.get_component_styles("screen--selection"))

    def _style(self, part: str, *, selected: bool = False) -> Style:
        """The style of a part; ``part!`` is the part in bold, ``part URL`` opens the address."""
        style = self._styles.get((part, selected))
        if style is None:
            named, _, address = part.partition(" ")
            name, bold, _ = named.partition("!")
            spec = self.STYLES[name] + (" bold" if bold else "")
            style = style_on(self, spec, self._selection if selected else None)
            # Where the terminal knows links (OSC 8) it opens them, when it is asked to; we do not.
            style = style.update_link(address) if address else style
            self._styles[part, selected] = style
        return style


def _split(words: str, start: int, end: int) -> tuple[str, str, str]:
    return words[:start], words[start:end], words[max(start, end) :]

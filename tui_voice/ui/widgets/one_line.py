"""A line that is drawn straight from its words, and then kept."""

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tui_voice.ui.fields import Part
from tui_voice.ui.widgets.drawing import edge_to_edge, style_on


class OneLine(Widget):
    """One line high; ``parts`` tells its words.

    Textual asks all that is on a screen for its lines whenever anything on it is painted, ten times
    a second while a level moves. To make content of them, take it out of a cache of styles, filter
    and cut it took more than all else in that, also where nothing had changed.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line: Strip | None = None
        self._styles: dict[str, Style] = {}

    def parts(self, width: int) -> Sequence[Part]:
        """The words, for a line of so many cells."""
        raise NotImplementedError

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw it anew; only what stands in ``regions`` is written to the terminal."""
        self._line = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def get_selection(self, selection: Selection) -> None:
        """Nothing of it is copied with the conversation beside it."""

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._line = None
        self._styles.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The line, as far as it is in ``crop``."""
        if self._line is None or self._line.cell_length != self.outer_size.width:
            parts = self.parts(self.content_size.width)
            words = [Segment(text, self._style(spec)) for text, spec in parts if text]
            self._line = edge_to_edge(self, words, self._style(""))
        return [self._line.crop(*crop.column_span)] * crop.height

    def _style(self, spec: str) -> Style:
        style = self._styles.get(spec)
        if style is None:
            style = self._styles[spec] = style_on(self, spec)
        return style

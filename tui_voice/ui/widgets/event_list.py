"""The events of the wire, a line each; only those in sight are drawn."""

from textual.events import Resize
from textual.geometry import Size
from textual.reactive import var

from tui_voice.engine.event_log import Record
from tui_voice.ui.event_rows import event_spans, fitted
from tui_voice.ui.welcome import Span
from tui_voice.ui.widgets.log_lines import LogLines

NARROW = 60
"""Cells below which a line has the name and little else."""


class EventList(LogLines):
    """Follows the newest event until the person scrolls up, and again from the end on."""

    DEFAULT_CSS = """
    EventList { background: $surface; }
    """

    records: var[list[Record]] = var(list[Record])
    """What is shown, the oldest first."""

    def __init__(self, since: float) -> None:
        super().__init__()
        self._since = since

    def watch_records(self, records: list[Record]) -> None:
        """Show them; who looks at the newest one goes on to do so."""
        follow = self.is_vertical_scroll_end
        self.forget()
        self.virtual_size = Size(self.room, len(records))
        self.refresh()
        if follow:
            self.scroll_end(animate=False, immediate=True, x_axis=False, force=True)

    def on_resize(self, _: Resize) -> None:
        """Lines of another length."""
        self.forget()

    def spans_on(self, line: int) -> list[Span]:
        """The event on a line."""
        if line >= len(self.records):
            return []
        narrow = self.room < NARROW
        return fitted(event_spans(self.records[line], self._since, narrow=narrow), self.words_room)

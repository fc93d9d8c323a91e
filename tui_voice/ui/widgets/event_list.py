"""The events of the wire, a line each; only those in sight are drawn."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.reactive import var

from tui_voice.engine.event_log import Record
from tui_voice.ui.bound import bound
from tui_voice.ui.event_rows import event_spans
from tui_voice.ui.welcome import Span
from tui_voice.ui.widgets.log_lines import LogLines


class EventList(LogLines):
    """Follows the newest event until the person scrolls up, and again from the end on."""

    DEFAULT_CSS = """
    EventList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: $surface;
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
        return event_spans(self.records[line], self._since) if line < len(self.records) else []

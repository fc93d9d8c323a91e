"""The events of the wire, a line each; only those in sight are drawn."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.reactive import var

from tui_voice.engine.event_log import Record
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
        Binding("up", "scroll_up", "A line up", show=False),
        Binding("down", "scroll_down", "A line down", show=False),
        Binding("pageup", "page_up", "A page up", show=False),
        Binding("pagedown", "page_down", "A page down", show=False),
        Binding("home", "scroll_home", "The oldest event", show=False),
        Binding("end", "scroll_end", "The newest event", show=False),
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

"""The event inspector: what went over the wire, with its time and size."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input

from tui_voice.config.keys import Keymap
from tui_voice.engine.event_log import EventLog
from tui_voice.ui.bound import bound
from tui_voice.ui.event_rows import chosen, event_line
from tui_voice.ui.screens.sifting import Sifting, sifting
from tui_voice.ui.widgets.event_list import EventList
from tui_voice.ui.widgets.line import Line
from tui_voice.ui.widgets.panel import Panel, hints

LOOK_S = 0.25
"""How often it is looked whether there is something new."""


class EventsScreen(Sifting[None]):
    """Every event sent and received, to filter, to hold still and to save."""

    DEFAULT_CSS = """
    EventsScreen {
        background: $background 70%;
        #filter { margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("pause_events", "pause"),
        sifting("filter_events"),
        bound("save_events", "save"),
        bound("leave_events", "leave"),
        bound("events", "dismiss"),
    ]
    AUTO_FOCUS = "EventList"
    FIELD = "filter"

    paused: var[bool] = var(default=False)

    class Saved(Message):
        """The person wants ``text`` in a file."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, log: EventLog, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys
        self._log = log
        self._seen: int = -1
        self._records = log.records()
        self._since = self._records[0].at if self._records else 0.0

    def compose(self) -> ComposeResult:
        """The events, and below them the filter."""
        told = hints(
            self._keys,
            pause_events="pause",
            filter_events="filter",
            save_events="save",
            leave_events="close",
        )
        with Panel("Events", told):
            yield EventList(self._since)
            yield Line("Filter: words that must be there", id="filter")

    def on_mount(self) -> None:
        """Look now, and then again and again."""
        self._look()
        self.set_interval(LOOK_S, self._look)

    def watch_paused(self) -> None:
        """The title says so."""
        if self.is_mounted:
            self._look(anyway=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another filter."""
        event.stop()
        self._look(anyway=True)

    def action_pause(self) -> None:
        """Hold still, or go on."""
        self.paused = not self.paused

    def action_leave(self) -> None:
        """From the filter to the events, and from there away."""
        if isinstance(self.focused, Input):
            self.query_one(EventList).focus()
        else:
            self.dismiss()

    def action_save(self) -> None:
        """Hand over what is shown."""
        lines = [event_line(record, self._since) for record in self.query_one(EventList).records]
        self.post_message(self.Saved("\n".join(lines) + "\n"))

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _look(self, *, anyway: bool = False) -> None:
        if not anyway and (self.paused or self._log.count == self._seen):
            return
        shown = self.query_one(EventList)
        if not self.paused:
            self._seen = self._log.count
            self._records = self._log.records()
        shown.records = chosen(self._records, self.field.value)
        held = " · held" if self.paused else ""
        panel = self.query_one(Panel)
        panel.border_title = f" Events: {len(shown.records)} of {self._seen}{held} "

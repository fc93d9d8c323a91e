"""What is going on now, in one line: a lamp with a word and its time, and both levels."""

from collections.abc import Iterator
from itertools import compress
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region
from textual.reactive import var
from textual.widget import Widget

from tui_voice.engine.view import Activity, Meter, View
from tui_voice.ui.gauge import FRAMES_HZ, TRACK, Gauge, MeterState
from tui_voice.ui.times import Times
from tui_voice.ui.words import activity, duration

if TYPE_CHECKING:
    from textual.timer import Timer

_LAMPS = {
    Activity.IDLE: ("○", "$foreground 65% $or-dim"),
    Activity.OPENING: ("◌", "$text-warning"),
    Activity.RECORDING: ("●", "$text-error"),
    Activity.LISTENING: ("◉", "$text-success"),
    Activity.HEARING: ("●", "$text-error"),
    Activity.THINKING: ("◇", "$text-warning"),
    Activity.SPEAKING: ("♪", "$text-primary"),
}
_WORD = 18
"""Cells of the longest activity, so that the time beside it stays in its place."""
_LAMP = Region(0, 0, 27, 1)
"""Where the lamp stands, with its word and time."""
_GAP = 2
"""Cells left of a meter."""
_LONGEST = 48
"""Cells that a meter takes at most."""
_BOTH = 62
"""From how many cells on there is room for both meters; with fewer there is the microphone's."""


class Moment(Widget):
    """One line that draws only the part of it that has changed: there is one widget to lay out."""

    DEFAULT_CSS = """
    Moment {
        max-width: 106;
        height: 1;
        margin: 1 0;
        padding: 0 1;
        color: $foreground 65%;
    }
    """

    view: var[View] = var(View, init=False)
    second: var[int] = var(0, init=False)
    """Counts up once a second while time passes that is shown."""
    levels: var[tuple[Meter, Meter]] = var((Meter(), Meter()), init=False)
    """Of the microphone and of the speaker."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times
        self._lamp = ""
        self._gauges = (Gauge("mic"), Gauge("out"))
        self._states = (MeterState.CLOSED, MeterState.OPEN)
        self._frames: Timer | None = None

    def on_mount(self) -> None:
        """Tell it from the start."""
        self.watch_view(self.view)

    def watch_view(self, view: View) -> None:
        """Take the words of the activity, and whether there is anything to measure."""
        states = (_microphone_state(view), _speaker_state(view))
        if states != self._states:
            self._states = states
            self.refresh()
        self.watch_second()

    def watch_second(self) -> None:
        """Time has passed."""
        view = self.view
        lamp = f"{_LAMPS[view.activity][0]} {activity(view):<{_WORD}}"
        if view.activity is not Activity.IDLE:
            lamp += f"{duration(self._times.now() - view.activity_since):>6}"
        if lamp != self._lamp:
            self._lamp = lamp
            self.refresh(_LAMP)

    def watch_levels(self) -> None:
        """Move at once when at rest, otherwise with the next frame."""
        if all(gauge.at_rest for gauge in self._gauges):
            self._move()

    def render(self) -> Content:
        """Lamp, word and time, and what there is room for of the meters."""
        style = f"bold {_LAMPS[self.view.activity][1]}"
        empty = TRACK if self.has_pseudo_class("ansi") else " "
        line = Content.styled(f"{self._lamp[: _LAMP.width]:<{_LAMP.width}}", style)
        for place, gauge, state in zip(self._places(), self._gauges, self._states, strict=False):
            line = Content.assemble(line, " " * _GAP, *gauge.parts(place.width, state, empty))
        return line

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _places(self) -> Iterator[Region]:
        """Where the meters stand that there is room for."""
        width = self.content_size.width
        shown = 2 if width >= _BOTH else 1
        room = max(0, width - _LAMP.width - _GAP * shown)
        for number in range(shown):
            begin, end = (room * at // shown for at in (number, number + 1))
            x = _LAMP.width + _GAP * (number + 1) + begin
            yield Region(x, 0, min(_LONGEST, end - begin), 1)

    def _move(self) -> None:
        """Draw the meters that look different, and nothing beside them: they move often."""
        now = self._times.now()
        pairs = zip(self._gauges, self.levels, strict=True)
        moved = [gauge.move(level, now) for gauge, level in pairs]
        changed = list(compress(self._places(), moved))
        if changed:
            # One region: Textual writes the line anew, from its left end on, for every one.
            self.refresh(Region.from_union(changed))
        if self._frames is None:
            self._frames = self.set_interval(1 / FRAMES_HZ, self._move)
        at_rest = all(gauge.at_rest for gauge in self._gauges)
        (self._frames.pause if at_rest else self._frames.resume)()


def _microphone_state(view: View) -> MeterState:
    """Why the microphone shows no level, if it shows none."""
    if view.muted:
        return MeterState.MUTED
    return MeterState.OPEN if view.microphone_open else MeterState.CLOSED


def _speaker_state(view: View) -> MeterState:
    return MeterState.MUTED if view.settings.speaker_muted else MeterState.OPEN

"""What is going on now, in one line: a lamp with a word and its time, and the microphone's level.

The speaker's level stands in the same line, by a widget of its own: Textual writes what moves from
the left end of its widget on.
"""

from itertools import pairwise

from textual.geometry import Region
from textual.reactive import var

from tui_voice.engine.view import Activity, View
from tui_voice.ui.fields import Part
from tui_voice.ui.gauge import MeterState
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.level_meter import LevelMeter
from tui_voice.ui.words import activity, duration

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
_PADDING = 1
"""Cells at both ends of the line."""


def meters(room: int) -> list[Region]:
    """Where the meters stand in a line of so many cells: the microphone's, and maybe a second."""
    shown = 2 if room >= _BOTH else 1
    free = max(0, room - _LAMP.width - _GAP * shown)
    ends = [free * number // shown for number in range(shown + 1)]
    return [
        Region(_LAMP.width + _GAP * (number + 1) + begin, 0, min(_LONGEST, end - begin), 1)
        for number, (begin, end) in enumerate(pairwise(ends))
    ]


def beside(moment: Region) -> Region:
    """Where the speaker's meter stands beside a ``Moment`` that stands there; nowhere if narrow."""
    _, *second = meters(moment.width - 2 * _PADDING)
    return second[0].translate((moment.x + _PADDING, moment.y)) if second else Region()


class Moment(LevelMeter):
    """The microphone's meter behind a lamp; only what has changed of the line is drawn."""

    DEFAULT_CSS = f"""
    Moment {{
        max-width: 106;
        margin: 1 0;
        padding: 0 {_PADDING};
    }}
    """

    view: var[View] = var(View, init=False)
    second: var[int] = var(0, init=False)
    """Counts up once a second while time passes that is shown."""

    def __init__(self, times: Times) -> None:
        super().__init__("mic", times)
        self._lamp = ""

    def on_mount(self) -> None:
        """Tell it from the start."""
        self.watch_view(self.view)

    def watch_view(self, view: View) -> None:
        """Take the words of the activity, and whether there is anything to measure."""
        self.state = _microphone_state(view)
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

    def draw_level(self) -> None:
        """Draw the meter anew, and nothing right of it: it moves often."""
        self.refresh(meters(self.content_size.width)[0])

    def parts(self, width: int) -> list[Part]:
        """Lamp, word and time, and the level."""
        lamp = f"{self._lamp[: _LAMP.width]:<{_LAMP.width}}"
        level = super().parts(meters(width)[0].width)
        return [(lamp, f"bold {_LAMPS[self.view.activity][1]}"), (" " * _GAP, ""), *level]


def _microphone_state(view: View) -> MeterState:
    """Why the microphone shows no level, if it shows none."""
    if view.muted:
        return MeterState.MUTED
    return MeterState.OPEN if view.microphone_open else MeterState.CLOSED

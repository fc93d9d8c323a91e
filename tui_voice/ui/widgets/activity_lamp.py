"""What is going on in the conversation, in one lamp, one word and the time it has lasted."""

from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import Widget

from tui_voice.engine.view import Activity, View
from tui_voice.ui.times import Times
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


class ActivityLamp(Widget):
    """The activity as a word, in a colour of its own."""

    DEFAULT_CSS = """
    ActivityLamp {
        width: 27;
        height: 1;
    }
    """

    view: var[View] = var(View)
    second: var[int] = var(0)
    """Counts up once a second while time passes that is shown."""
    line: reactive[str] = reactive("")
    """What is shown."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times

    def watch_view(self) -> None:
        """Take the words of the activity."""
        self.watch_second()

    def watch_second(self) -> None:
        """Time has passed."""
        view = self.view
        line = f"{_LAMPS[view.activity][0]} {activity(view):<{_WORD}}"
        if view.activity is not Activity.IDLE:
            line += f"{duration(self._times.now() - view.activity_since):>6}"
        self.line = line

    def render(self) -> Content:
        """Lamp, word and elapsed time."""
        return Content.styled(self.line, f"bold {_LAMPS[self.view.activity][1]}")

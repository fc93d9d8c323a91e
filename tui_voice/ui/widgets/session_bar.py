"""The top line: with whom the person talks, and whether there is a connection."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_voice.config.settings import Turns
from tui_voice.engine.view import LinkPhase, View
from tui_voice.ui.fields import Field, bar
from tui_voice.ui.inert import inert_line
from tui_voice.ui.times import Times
from tui_voice.ui.words import duration, phase

_TURNS = {
    Turns.MANUAL: "manual turns",
    Turns.SERVER_VAD: "server_vad",
    Turns.SEMANTIC_VAD: "semantic_vad",
}
_LAMPS = {
    LinkPhase.CONNECTING: ("◌", "$text-warning"),
    LinkPhase.READY: ("●", "$text-success"),
    LinkPhase.WAITING: ("◌", "$text-warning"),
    LinkPhase.DOWN: ("○", "$text-error"),
}
OFFLINE = ("offline server · no language model", "offline · no model", "offline")
"""The badge of our own server, long and short."""


class SessionBar(Widget):
    """Model or offline badge, voice, turns, credential; connection and time connected."""

    DEFAULT_CSS = """
    SessionBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    view: reactive[View] = reactive(View)
    second: reactive[int] = reactive(0)
    """Counts up once a second while time passes that is shown."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times

    def render(self) -> Content:
        """The line, as long as the widget is wide."""
        return bar([*self._partner(), *self._link()], self.content_size.width)

    def _partner(self) -> list[Field]:
        settings, link = self.view.settings, self.view.link
        model, voice = inert_line(settings.model), inert_line(settings.voice)
        quiet = "$foreground 65%"
        return [
            Field(OFFLINE, "bold $background on $warning", 1)
            if link.offline
            else Field((model, model.removeprefix("gpt-")), "bold", 4),
            Field((voice, ""), "", 5),
            Field((_TURNS[settings.turns], ""), quiet, 8),
            Field((inert_line(link.credential), ""), quiet, 7),
            Field((inert_line(link.server), ""), quiet, 9),
        ]

    def _link(self) -> list[Field]:
        link = self.view.link
        lamp, style = _LAMPS[link.phase]
        word = phase(link)
        if link.phase is not LinkPhase.READY or link.since is None:
            return [Field((f"{lamp} {word}",), style, right=True)]
        time = f"{duration(self._times.now() - link.since):>7}"
        return [
            Field((f"{lamp} {word}", lamp), style, 6, right=True),
            Field((time, ""), "", 3, right=True),
        ]

"""The top line: with whom the person talks, and whether there is a connection."""

from tui_voice.config.settings import Turns
from tui_voice.engine.view import LinkPhase
from tui_voice.ui.fields import Field
from tui_voice.ui.inert import inert_line
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.bar import Bar
from tui_voice.ui.words import duration, phase, shortened

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
OFFLINE_MODEL = ("offline server · own model", "offline · own model", "offline")
"""The same with a language model of one's own behind it."""


class SessionBar(Bar):
    """Model or offline badge, voice, turns, credential; connection and time connected."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._times = times

    def facts(self) -> tuple[Field, ...]:
        """The partner on the left, the connection on the right."""
        return (*self._partner(), *self._link())

    def _partner(self) -> list[Field]:
        settings, link = self.view.settings, self.view.link
        model, voice = inert_line(settings.model), inert_line(settings.voice)
        quiet = "$foreground 65% $or-dim"
        return [
            Field(OFFLINE_MODEL if settings.llm else OFFLINE, "bold $highlight", 4)
            if link.offline
            else Field((model, model.removeprefix("gpt-"), shortened(model, 20)), "bold", 4),
            Field((voice, ""), "", 5),
            Field((_TURNS[settings.turns], ""), quiet, 8),
            Field(("" if link.offline else inert_line(link.credential), ""), quiet, 7),
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

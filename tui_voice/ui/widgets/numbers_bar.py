"""The bottom line: what it took and cost so far, and the keys that make sense now."""

from textual.reactive import var

from tui_voice.config.settings import Turns
from tui_voice.engine.view import Activity, LinkPhase
from tui_voice.ui.fields import Field
from tui_voice.ui.widgets.bar import Bar
from tui_voice.ui.words import cost, last_latency

_STOPPABLE = {
    Activity.OPENING: "discard",
    Activity.RECORDING: "discard",
    Activity.HEARING: "stop",
    Activity.THINKING: "cancel",
    Activity.SPEAKING: "stop",
}


class NumbersBar(Bar):
    """Latency of the last answer, tokens, cost, underruns; hints at the keys."""

    DEFAULT_CSS = """
    NumbersBar { color: $foreground 80%; }
    """

    typing: var[bool] = var(default=False)
    """Whether the keys go to the message box."""

    def watch_typing(self) -> None:
        """Other keys, other hints."""
        self.fields = self.facts()

    def facts(self) -> tuple[Field, ...]:
        """Numbers on the left, keys on the right."""
        return (*self._numbers(), *self._hints())

    def _numbers(self) -> list[Field]:
        view = self.view
        gaps = f"{view.underruns} gap{'s' if view.underruns > 1 else ''}" if view.underruns else ""
        return [
            Field((f"{last_latency(view):>7}", ""), "", 4),
            Field((f"{view.tokens:>9,} tokens", f"{view.tokens:>9,} tok", ""), "", 5),
            Field((f"{cost(view):>7}",), "", 0),
            Field((gaps, ""), "$text-warning", 3),
        ]

    def _hints(self) -> list[Field]:
        hints: list[tuple[str, str]] = []
        activity = self.view.activity
        if self.view.link.phase in (LinkPhase.WAITING, LinkPhase.DOWN):
            hints.append(("r", "reconnect"))
        hints.append(("ctrl+r" if self.typing else "space", self._toggles()))
        if activity in _STOPPABLE:
            hints.append(("esc", _STOPPABLE[activity]))
        elif self.typing:
            hints.append(("esc", "leave"))
        if not self.typing:
            hints += [("m", "unmute" if self.view.muted else "mute"), ("f2", "settings")]
        hints.append(("f1", "keys"))
        return [
            Field((f"{key} {word}", ""), "", 20 + at, right=True)
            for at, (key, word) in enumerate(hints)
        ]

    def _toggles(self) -> str:
        """What the record key does now."""
        if self.view.settings.turns is not Turns.MANUAL:
            return "stop listening" if self.view.microphone_open else "listen"
        return "send" if self.view.activity is Activity.RECORDING else "talk"

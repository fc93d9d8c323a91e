"""The bottom line: what it took and cost so far, and the keys that make sense now."""

from textual.reactive import var

from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Turns
from tui_voice.engine.view import Activity, LinkPhase
from tui_voice.ui.fields import Field
from tui_voice.ui.widgets.bar import Bar
from tui_voice.ui.words import cost, last_latency, trend

STOPPABLE = {
    Activity.OPENING: "discard",
    Activity.RECORDING: "discard",
    Activity.HEARING: "stop",
    Activity.THINKING: "cancel",
    Activity.SPEAKING: "stop",
}
"""What Esc does, in the activities in which it does something."""


class NumbersBar(Bar):
    """Latency of the last answer, tokens, cost, gaps in the sound both ways; hints at the keys."""

    DEFAULT_CSS = """
    NumbersBar { color: $foreground 80%; }
    """

    keys: var[Keymap] = var(Keymap, init=False)
    """The keys in force."""

    typing: var[bool] = var(default=False, init=False)
    """Whether the keys go to the message box."""

    searching: var[bool] = var(default=False, init=False)
    """Whether they go to the search, so that Esc leaves it."""

    following: var[bool] = var(default=True, init=False)
    """Whether the newest line of the conversation is in sight."""

    def watch_keys(self) -> None:
        """Other keys, other hints."""
        self.fields = self.facts()

    def watch_typing(self) -> None:
        """As above."""
        self.fields = self.facts()

    def watch_searching(self) -> None:
        """As above."""
        self.fields = self.facts()

    def watch_following(self) -> None:
        """As above."""
        self.fields = self.facts()

    def facts(self) -> tuple[Field, ...]:
        """Numbers on the left, keys on the right."""
        return (*self._numbers(), *self._hints())

    def _numbers(self) -> list[Field]:
        view = self.view
        gaps = f"{view.underruns} gap{'s' if view.underruns > 1 else ''}" if view.underruns else ""
        lost = f"mic lost {view.overflows}" if view.overflows else ""
        return [
            Field(("latency", ""), "$foreground 65% $or-dim", 26, least_room=108),
            Field((trend(view.latencies_s), ""), "$text-primary", 25, least_room=98),
            Field((f"{last_latency(view):>7}", ""), "", 23),
            Field((f"{view.tokens:>9,} tokens", f"{view.tokens:>9,} tok", ""), "", 24),
            Field((f"{cost(view):>7}",), "", 0),
            Field((gaps, ""), "$text-warning", 22),
            Field((lost, ""), "$text-warning", 2),
        ]

    def _hints(self) -> list[Field]:
        activity, link = self.view.activity, self.view.link
        hints = [self._hint("talk_anywhere" if self.typing else "talk", self._toggles(), 20)]
        if not self.following and not self.typing:
            hints.insert(0, self._hint("newest", "newest", 18))
        if link.phase in (LinkPhase.WAITING, LinkPhase.DOWN) and not self.typing:
            hints.insert(0, self._hint("reconnect", "reconnect", 19))
        if activity in STOPPABLE and not self.searching:
            hints.append(self._hint("cancel", STOPPABLE[activity], 17))
        elif self.typing or self.searching:
            hints.append(self._hint("cancel", "leave", 17))
        if not self.typing:
            hints.append(self._hint("mute", "unmute" if self.view.muted else "mute", 27))
            hints.append(self._hint("settings", "settings", 28))
        return [*hints, self._hint("help", "keys", 21)]

    def _toggles(self) -> str:
        """What the record key does now."""
        if self.view.settings.turns is not Turns.MANUAL:
            return "stop listening" if self.view.microphone_open else "listen"
        return "send" if self.view.activity is Activity.RECORDING else "talk"

    def _hint(self, action: str, word: str, rank: int) -> Field:
        key = self.keys.name(action)
        return Field((f"{key} {word}", ""), "$foreground 65% $or-dim", rank, right=True, key=key)

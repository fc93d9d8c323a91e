"""The next state in the making, and the effects collected on the way."""

from typing import Any

from tui_voice.conversation.items import Notice, Severity
from tui_voice.session.effects import Effect
from tui_voice.session.state import State


class Draft:
    """One step of the rules: reads and replaces the state, collects effects in order.

    It lives for one call of ``step`` and is never seen outside, which keeps ``step`` pure.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.effects: list[Effect] = []

    @property
    def wall(self) -> float:
        """Seconds since the epoch at this event."""
        return self.state.now + self.state.wall_offset

    def set(self, **changes: Any) -> None:
        """Replace fields of the state; where they are so already, which is cheap, nothing."""
        state = self.state
        if any(getattr(state, name) is not value for name, value in changes.items()):
            self.state = state._replace(**changes)

    def do(self, *effects: Effect) -> None:
        """Add effects, to be performed in this order."""
        self.effects.extend(effects)

    def note(self, text: str, severity: Severity = Severity.INFO) -> None:
        """Say something to the person in the log; what stands there last is not repeated."""
        entries = self.state.conversation.entries
        if entries and isinstance(entries[-1], Notice) and entries[-1].text == text:
            return
        notice = Notice(text, severity, self.wall)
        self.set(conversation=self.state.conversation.note(notice))

    def change_item(self, item_id: str, **changes: Any) -> None:
        """Change fields of an item of the conversation."""
        self.set(conversation=self.state.conversation.change(item_id, **changes))

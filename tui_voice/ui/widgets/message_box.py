"""Where a turn is typed instead of spoken."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from tui_voice.ui.bound import bound
from tui_voice.ui.inert import inert_line

REMEMBERED = 50
"""Messages that can be called back."""


class MessageBox(Input):
    """One line of text; enter sends it, up and down call back what was sent before."""

    DEFAULT_CSS = """
    MessageBox {
        background: $surface;
        padding: 0 1;
        &.-textual-compact { padding: 0 1; }
        &:focus { background-tint: $foreground 4%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("send", "submit"),
        bound("earlier_message", "recall(1)"),
        bound("later_message", "recall(-1)"),
    ]

    class Sent(Message):
        """The person sent ``text``."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(placeholder="Type a message (i)", compact=True, select_on_focus=False)
        self.cursor_blink = False  # calm: at rest nothing on the screen moves
        self._sent: list[str] = []
        self._back = 0

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Send what was typed, unless it is blank."""
        event.stop()
        text = event.value.strip()
        if text:
            self._sent = [*self._sent, text][-REMEMBERED:]
            self.post_message(self.Sent(text))
        self._back = 0
        self.value = ""

    def on_paste(self, event: Paste) -> None:
        """Take all that is pasted, its lines joined; ``Input`` would keep the first line only."""
        event.prevent_default()
        event.stop()
        self.replace(inert_line(event.text), *sorted(self.selection))

    def action_recall(self, steps: int) -> None:
        """Show the message sent so many steps before the one shown now."""
        self._back = min(len(self._sent), max(0, self._back + steps))
        self.value = self._sent[-self._back] if self._back else ""
        self.cursor_position = len(self.value)

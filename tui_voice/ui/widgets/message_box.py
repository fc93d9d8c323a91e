"""Where a turn is typed instead of spoken."""

from typing import ClassVar

from textual.binding import BindingType
from textual.events import Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from tui_voice.ui.bound import bound
from tui_voice.ui.inert import inert_line

REMEMBERED = 50
"""Messages that can be called back."""


class MessageBox(Input, inherit_css=False):
    """One line of text; enter sends it, up and down call back what was sent before."""

    # Not an Input's own: borders, marks of invalid values and much else that is not wanted here
    # would be read before the first frame.
    DEFAULT_CSS = """
    MessageBox {
        width: 100%;
        height: 1;
        padding: 0 1;
        scrollbar-size-horizontal: 0;
        background: $surface;
        color: $foreground;
        pointer: text;
        &:focus { background-tint: $foreground 4%; }
        & > .input--cursor {
            background: $input-cursor-background;
            color: $input-cursor-foreground;
            text-style: $input-cursor-text-style;
        }
        & > .input--selection {
            background: $input-selection-background;
            color: $input-selection-foreground;
        }
        & > .input--placeholder { color: $text-disabled; }
        &:ansi > .input--selection { text-style: reverse; }
        &:ansi > .input--placeholder { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "input--cursor",
        "input--placeholder",
        "input--selection",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("send", "submit"),
        bound("earlier_message", "recall(1)"),
        bound("later_message", "recall(-1)"),
    ]

    # Without a layout: it stays where it is, however much is typed, and a letter that laid out the
    # whole screen would be late while an answer comes.
    value: Reactive[str] = Reactive("", init=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    class Sent(Message):
        """The person sent ``text``."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(placeholder="Type a message (i)", select_on_focus=False)
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

"""Why there is no connection, and what to do about it."""

from textual.content import Content
from textual.reactive import reactive, var
from textual.widget import Widget

from tui_voice.ui.inert import inert_line


class Banner(Widget):
    """A message that is there only while it has something to say."""

    DEFAULT_CSS = """
    Banner {
        height: auto;
        max-height: 3;
        padding: 0 2;
        background: $warning-muted;
        color: $foreground;
        display: none;
        &.-shown { display: block; }
        &.-grave { background: $error-muted; }
        &:ansi { background: $background; color: $warning; text-style: reverse; }
        &.-grave:ansi { color: $error; }
    }
    """

    grave: var[bool] = var(default=False, toggle_class="-grave")
    """Whether it will stay so until the person does something."""
    message: reactive[str] = reactive("", layout=True)

    def watch_message(self, message: str) -> None:
        """Come and go with the message."""
        self.set_class(bool(message), "-shown")

    def render(self) -> Content:
        """The message, inert."""
        return Content(inert_line(self.message))

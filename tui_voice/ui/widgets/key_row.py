"""One action and its keys."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_voice.ui.hanging import hung

ROOMY = 50
"""Cells from which on the keys have a wide column."""


class KeyRow(Widget, can_focus=True):
    """Posts ``Wanted`` when the person wants another key, ``Reset`` for those it has by itself."""

    DEFAULT_CSS = """
    KeyRow {
        height: auto;
        padding: 0 1;
        background: $surface;
        &:focus { background-tint: $primary 18%; }
        &:focus:ansi { text-style: reverse; }
        &:hover { background-tint: $foreground 4%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "want('')", "Press a key for it", show=False),
        Binding("plus,insert", "want('more')", "Press one more key for it", show=False),
        Binding("backspace,delete", "reset", "The keys it has by itself", show=False),
        Binding("down", "app.focus_next", "Next action", show=False),
        Binding("up", "app.focus_previous", "Action before", show=False),
    ]

    keys: reactive[str] = reactive("")
    """The keys as a person calls them."""
    refusal: reactive[str] = reactive("", layout=True)
    """Why it cannot have them, in a sentence."""
    own: reactive[bool] = reactive(default=False)
    """Whether they are the person's choice."""

    class Wanted(Message):
        """The person wants to press a key for ``action``, in place of its keys or beside them."""

        def __init__(self, action: str, *, more: bool) -> None:
            super().__init__()
            self.action = action
            self.more = more

    class Reset(Message):
        """``action`` shall have the keys it has by itself."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, name: str, does: str) -> None:
        super().__init__(id=f"key-{name}")
        self.does = does
        self._action = name

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that Textual asks for."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Keys, what they do, and what is wrong with them."""
        return Content("\n").join(self._lines(self.content_size.width))

    def on_click(self, event: Click) -> None:
        """Choose it, and with a click on the chosen one press a key."""
        event.stop()
        self.action_want("")

    def action_want(self, more: str) -> None:
        """Ask for a key."""
        self.post_message(self.Wanted(self._action, more=bool(more)))

    def action_reset(self) -> None:
        """Give it back the keys it has by itself."""
        self.post_message(self.Reset(self._action))

    def _lines(self, width: int) -> list[Content]:
        style = "$text-error" if self.refusal else "$text-primary"
        mark = "• " if self.own else "  "
        column = 15 if width >= ROOMY else 9
        keys = Content.styled(f"{mark}{self.keys:<{column}} ", f"bold {style}")
        lines = hung(keys, Content(self.does), width)
        if self.refusal:
            lines += hung(Content("  "), Content.styled(self.refusal, "$text-error"), width)
        return lines

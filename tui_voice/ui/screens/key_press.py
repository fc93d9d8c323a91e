"""Waits for the one key that an action shall have."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_voice.ui.conversing import TAKES_EVERY_KEY


class KeyPress(ModalScreen[str | None]):
    """Answers with the key that was pressed, or None for Esc."""

    DEFAULT_CSS = """
    KeyPress {
        align: center middle;
        background: $background 70%;
        #ask {
            width: 100%;
            max-width: 56;
            height: auto;
            padding: 1 2;
            background: $surface;
            border: round $border-blurred;
        }
    }
    """

    def __init__(self, does: str) -> None:
        super().__init__(classes=TAKES_EVERY_KEY)
        self._does = does

    def compose(self) -> ComposeResult:
        """What is asked for."""
        with Vertical(id="ask"):
            yield Static(Content.assemble("Press the key for: ", (self._does, "bold"), "\n"))
            yield Static("esc leaves it as it is", markup=False)

    def on_key(self, event: Key) -> None:
        """This one."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)

    def on_click(self, event: Click) -> None:
        """With the mouse, leave it as it is."""
        event.stop()
        self.dismiss(None)

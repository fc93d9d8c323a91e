"""The command palette."""

from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Textual's own, in which nothing blinks and whose words stay near each other."""

    DEFAULT_CSS = """
    Palette #--container { max-width: 92; }
    """

    def on_mount(self) -> None:
        """Let the cursor stand still."""
        self.query_one(Input).cursor_blink = False

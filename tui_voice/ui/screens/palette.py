"""The command palette."""

from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Textual's own, in which nothing blinks and whose words stay near each other."""

    DEFAULT_CSS = """
    Palette #--container { max-width: 92; }
    Palette:ansi #--input { border: hkey $border; }
    Palette:ansi CommandList { border-bottom: hkey $border; }
    Palette CommandList:nocolor > .option-list--option-highlighted { text-style: bold underline; }
    """

    def on_mount(self) -> None:
        """Let the cursor stand still."""
        self.query_one(Input).cursor_blink = False

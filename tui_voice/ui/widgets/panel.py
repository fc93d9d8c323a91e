"""The frame of what lies over the conversation, with its name and its keys."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual.containers import Vertical

from tui_voice.config.keys import Keymap

DOT = " · "
FRAME = 8
"""Cells of the lower edge that no hint can stand in."""


class Panel(Vertical):
    """A quiet frame; ``hints`` are keys and what they do, the most important ones first.

    The last one, which leads away, stays to the end where there is little room.
    """

    DEFAULT_CSS = """
    Panel {
        padding: 0 1;
        background: $surface;
        border: round $border-blurred;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $foreground 60%;
    }
    """

    def __init__(self, title: str, hints: Iterable[str]) -> None:
        super().__init__(id="panel")
        self.border_title = f" {title} "
        self._hints = list(hints)

    def on_resize(self) -> None:
        """As many hints as fit, and none of them cut."""
        kept = list(self._hints)
        while len(kept) > 1 and cell_len(DOT.join(kept)) > self.outer_size.width - FRAME:
            del kept[-2]
        self.border_subtitle = f" {DOT.join(kept)} "


def hints(keys: Keymap, **words: str) -> list[str]:
    """Hints at the keys in force: action → what it does there, in a word."""
    return [f"{keys.name(action)} {word}" for action, word in words.items()]

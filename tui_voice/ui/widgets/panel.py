"""The frame of what lies over the conversation, with its name and its keys."""

from collections.abc import Iterable

from textual.containers import Vertical

from tui_voice.config.keys import Keymap


class Panel(Vertical):
    """A quiet frame; ``hints`` are keys and what they do."""

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
        self.border_subtitle = f" {' · '.join(hints)} "


def hints(keys: Keymap, **words: str) -> list[str]:
    """Hints at the keys in force: action → what it does there, in a word."""
    return [f"{keys.name(action)} {word}" for action, word in words.items()]

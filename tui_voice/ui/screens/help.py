"""The keys, as they are bound: nothing is written down twice."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_voice.ui.bound import bound
from tui_voice.ui.keys import KeyGroup


class HelpScreen(ModalScreen[None]):
    """Every key with what it does, group by group."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 70%;
        #keys {
            width: 100%;
            max-width: 72;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            background: $surface;
            border: round $border-blurred;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $foreground 60%;
            scrollbar-size-vertical: 1;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close"),
        bound("help", "dismiss"),
    ]

    def __init__(self, groups: Sequence[KeyGroup]) -> None:
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(id="keys") as page:
            page.border_title = " Keys "
            page.border_subtitle = " esc close "
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> list[Content]:
        lines: list[Content] = []
        for title, keys in self._groups:
            if lines:
                lines.append(Content(""))
            lines.append(Content.styled(title, "bold $text-accent"))
            for names, does in keys:
                lines.append(Content.assemble((f"{names:<18}", "bold $text-primary"), does))
        return lines

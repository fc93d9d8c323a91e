"""The keys, as they are bound: nothing is written down twice."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tui_voice.ui.bound import bound
from tui_voice.ui.hanging import Hung
from tui_voice.ui.keys import KeyGroup
from tui_voice.ui.screens.talk import HEIGHTS
from tui_voice.ui.widgets.hung_lines import HungLines

GAP = 3
"""Cells between a key and what it does."""


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
        &.-low #keys { padding: 0 1; }
    }
    """
    VERTICAL_BREAKPOINTS = HEIGHTS
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
            yield HungLines(tuple(self._rows()))

    def _rows(self) -> Iterator[Hung]:
        keys = [cell_len(names) for _, keys in self._groups for names, _ in keys]
        column = max(keys, default=0) + GAP
        for number, (title, keys) in enumerate(self._groups):
            if number:
                yield Content(""), Content("")
            yield Content(""), Content.styled(title, "bold $text-accent")
            for names, does in keys:
                space = " " * (column - cell_len(names))
                yield Content.assemble((names, "bold $text-primary"), space), Content(does)

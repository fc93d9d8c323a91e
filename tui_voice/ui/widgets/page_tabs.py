"""The pages of a screen by name, on one line, one of which is open."""

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

OPEN, OTHER = " ▸", "  "
"""What stands before the name of the open page and of the others: told without colour."""


class PageTabs(Widget, can_focus=True):
    """Posts ``Chosen``; ``names`` are the pages with what they are called, in full and in short."""

    DEFAULT_CSS = """
    PageTabs {
        height: 1;
        background: $surface;
        color: $foreground 65%;
        &:focus { background-tint: $primary 18%; }
        &:ansi { text-style: dim; }
        &:focus:ansi { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Page before", show=False),
        Binding("right", "step(1)", "Next page", show=False),
    ]

    page: reactive[str] = reactive("")
    """The page that is open."""

    class Chosen(Message):
        """The person wants this page."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    def __init__(self, names: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._names = names
        self.set_reactive(PageTabs.page, next(iter(names)))

    def render(self) -> Content:
        """The names, the open page's in bold and with a mark."""
        return Content.assemble(
            *(
                (f"{OPEN}{name}", "bold $text-primary not dim")
                if page == self.page
                else f"{OTHER}{name}"
                for page, name in self._shown().items()
            )
        )

    def on_click(self, event: Click) -> None:
        """The page whose name was clicked."""
        end = 0
        for page, name in self._shown().items():
            end += len(OPEN) + cell_len(name)
            if event.x < end:
                self.post_message(self.Chosen(page))
                return

    def action_step(self, steps: int) -> None:
        """The page beside the open one; after the last comes the first."""
        pages = list(self._names)
        at = pages.index(self.page) + steps
        self.post_message(self.Chosen(pages[at % len(pages)]))

    def _shown(self) -> dict[str, str]:
        """The names as they fit: all in full, or all in short."""
        full = {page: names[0] for page, names in self._names.items()}
        if sum(len(OPEN) + cell_len(name) for name in full.values()) <= self.content_size.width:
            return full
        return {page: names[1] for page, names in self._names.items()}

"""Where words are typed that are searched for in the conversation."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui_voice.ui.bound import bound


class SearchInput(Input):
    """One line of text, whose up and down lead from hit to hit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("hit_before", "seek(-1)"),
        bound("next_hit", "seek(1)"),
    ]

    def action_seek(self, steps: int) -> None:
        """Another hit."""
        self.post_message(SearchBox.Stepped(steps))


class SearchBox(Horizontal):
    """Searches with every character; there only while somebody searches."""

    DEFAULT_CSS = """
    SearchBox {
        height: 1;
        max-width: 106;
        display: none;
        background: $surface;
        padding: 0 1;
        &.-open { display: block; }
        & > .sign { width: 2; color: $text-primary; text-style: bold; }
        & > SearchInput { width: 1fr; background: $surface; padding: 0; }
        & > SearchInput:focus { background-tint: $foreground 4%; }
        & > .count { width: auto; color: $foreground 65%; margin: 0 0 0 2; }
    }
    """

    class Sought(Message):
        """The person searches for ``query``."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Stepped(Message):
        """The person wants a later hit, or with negative ``steps`` an earlier one."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def compose(self) -> ComposeResult:
        """A sign, the words, the count."""
        box = SearchInput(placeholder="Search the conversation", compact=True)
        box.cursor_blink = False
        yield Static("/ ", classes="sign", markup=False)
        yield box
        yield Static("", classes="count", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether somebody searches."""
        return self.has_class("-open")

    def open(self) -> None:
        """Begin to search; what was sought last can be typed over."""
        self.add_class("-open")
        box = self.query_one(SearchInput)
        self.screen.set_focus(box)  # at once: what is typed in the same breath is for the search
        box.select_all()
        self.post_message(self.Sought(box.value))

    def close(self) -> None:
        """Leave."""
        self.remove_class("-open")
        self.post_message(self.Sought(""))

    def count(self, present: int, count: int) -> None:
        """Say which of how many hits is in sight."""
        told = "" if not self.query_one(SearchInput).value else "nothing found"
        self.query_one(".count", Static).update(f"{present} of {count}" if count else told)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search with every character."""
        event.stop()
        if self.is_open:
            self.post_message(self.Sought(event.value))

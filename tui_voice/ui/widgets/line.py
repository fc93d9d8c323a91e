"""One line to type into."""

from textual.widgets import Input


class Line(Input):
    """Calm: no frame, and nothing that blinks."""

    DEFAULT_CSS = """
    Line {
        background: $panel;
        padding: 0 1;
        &.-textual-compact { padding: 0 1; }
        &:focus { background-tint: $foreground 4%; }
    }
    """

    def __init__(self, placeholder: str, *, id: str) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True)
        self.cursor_blink = False

"""Words that hang right of what stands before them, however narrow it gets."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_voice.ui.hanging import Hung, hung


class HungLines(Widget):
    """As high as its lines are at the width it is given."""

    DEFAULT_CSS = """
    HungLines { height: auto; }
    """

    rows: reactive[tuple[Hung, ...]] = reactive((), layout=True)
    """What is shown."""

    def __init__(self, rows: tuple[Hung, ...] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(HungLines.rows, rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height that Textual asks for."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All of them."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        return [line for row in self.rows for line in hung(*row, width)]

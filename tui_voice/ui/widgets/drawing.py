"""Lines drawn straight from styled words, without Textual's content and markup."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.style import Style as Looks
from textual.widget import Widget


def style_on(widget: Widget, spec: str, over: Looks | None = None) -> Style:
    """How words look on a widget whose style is ``spec``, which may name variables of the theme.

    ``over`` is laid over that; it may let it shine through.
    """
    looks = widget.visual_style + Looks.parse(spec)
    return (looks if over is None else looks + over).rich_style


def edge_to_edge(widget: Widget, words: Iterable[Segment], bare: Style) -> Strip:
    """A line of a widget with what stands left and right of the words, as the terminal shows it."""
    edge = Segment(" " * widget.gutter.left, bare)
    strip = Strip([edge, *words]).adjust_cell_length(widget.outer_size.width, bare)
    for each in widget.get_line_filters():
        strip = strip.apply_filter(each, widget.background_colors[1])
    return strip

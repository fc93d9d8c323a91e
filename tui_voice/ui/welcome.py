"""What an empty conversation says: how to begin."""

from rich.cells import cell_len

from tui_voice.config.settings import Turns
from tui_voice.engine.view import View

Span = tuple[str, str]
"""Words, and the part of the log whose style they take."""

Hint = tuple[tuple[Span, ...], ...]
"""Lines of spans."""

_MANUAL: Hint = (
    (("Press ", "title"), ("space", "key"), (" to talk", "title")),
    (("and ", "quiet"), ("space", "key"), (" again when you are done", "quiet")),
)
_HANDS_FREE: Hint = (
    (("Press ", "title"), ("space", "key"), (" and just talk", "title")),
    (("space", "key"), (" again stops listening", "quiet")),
)
_OFFLINE: Hint = (
    (),
    (("The offline server knows the time, the date and sums.", "quiet"),),
    (("Try: ", "quiet"), ("“What time is it?”", "words")),
)
_KEYS: Hint = (
    (),
    (
        ("esc", "key"),
        ("  stop the answer     ", "quiet"),
        ("i", "key"),
        ("   type instead", "quiet"),
    ),
    (
        ("f2", "key"),
        ("   settings            ", "quiet"),
        ("f1", "key"),
        ("  all keys    ", "quiet"),
    ),
)


def hint_of(view: View) -> Hint:
    """How to begin in this moment."""
    begin = _MANUAL if view.settings.turns is Turns.MANUAL else _HANDS_FREE
    return begin + (_OFFLINE if view.link.offline else ()) + _KEYS


def hint_line(hint: Hint, line: int, width: int, height: int) -> list[Span]:
    """Line ``line`` of a place of ``width`` by ``height`` cells with the hint in its middle.

    A line that does not fit is left out; where there is little height, the last ones are.
    """
    number = line - max(0, (height - len(hint)) // 2)
    if not 0 <= number < len(hint):
        return []
    spans = hint[number]
    room = width - sum(cell_len(text) for text, _ in spans)
    return [(" " * (room // 2), "words"), *spans] if room >= 0 else []

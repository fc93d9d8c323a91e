"""What an empty conversation says: how to begin."""

from rich.cells import cell_len

from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Turns
from tui_voice.engine.view import View

Span = tuple[str, str]
"""Words, and the part of the log whose style they take."""

Hint = tuple[tuple[Span, ...], ...]
"""Lines of spans."""

_OFFLINE: Hint = (
    (),
    (("The offline server knows the time, the date and sums.", "quiet"),),
    (("Try: ", "quiet"), ("“What time is it?”", "words")),
)
_KEYS = (
    ("cancel", "stop the answer", "type", "type instead"),
    ("settings", "settings", "help", "all keys"),
)
"""What stands in the two columns of two lines: the action of a key, and what it does."""


def hint_of(view: View, keys: Keymap) -> Hint:
    """How to begin in this moment, with the keys in force."""
    talk = (keys.name("talk"), "key")
    if view.settings.turns is Turns.MANUAL:
        begin: Hint = (
            (("Press ", "title"), talk, (" to talk", "title")),
            (("and ", "quiet"), talk, (" again when you are done", "quiet")),
        )
    else:
        begin = (
            (("Press ", "title"), talk, (" and just talk", "title")),
            (talk, (" again stops listening", "quiet")),
        )
    return begin + (_OFFLINE if view.link.offline else ()) + _table(keys)


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


def _table(keys: Keymap) -> Hint:
    """Four keys in two columns, each as wide as its widest key and word."""
    names = [(keys.name(left), does, keys.name(right), also) for left, does, right, also in _KEYS]
    wide = [max(cell_len(each) for each in column) for column in zip(*names, strict=True)]
    lines = tuple(
        (
            (name, "key"),
            (" " * (wide[0] - cell_len(name)) + f"  {does:<{wide[1]}}     ", "quiet"),
            (other, "key"),
            (" " * (wide[2] - cell_len(other)) + f"  {also:<{wide[3]}}", "quiet"),
        )
        for name, does, other, also in names
    )
    return ((), *lines)

"""How an event that went over the wire is written on a line. Pure."""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size

from tui_voice.engine.event_log import Direction, Record
from tui_voice.ui.inert import inert_line
from tui_voice.ui.welcome import Span

_ARROWS = {Direction.SENT: ("→", "you"), Direction.RECEIVED: ("←", "assistant")}


def chosen(records: Iterable[Record], words: str) -> list[Record]:
    """The records that have all the words somewhere, whatever their case."""
    wanted = words.lower().split()
    return [
        record
        for record in records
        if all(word in f"{record.direction} {record.kind} {record.text}".lower() for word in wanted)
    ]


def event_spans(record: Record, since: float, *, narrow: bool = False) -> list[Span]:
    """Time after ``since``, direction, size, name, fields; with the names of their styles.

    A ``narrow`` line has the direction, the name and the time only.
    """
    arrow, part = _ARROWS[record.direction]
    if narrow:
        time = f"{record.at - since:6.1f} s "
        return [(time, "quiet"), (f"{arrow} ", part), (inert_line(record.kind), f"{part}!")]
    return [
        (f"{record.at - since:9.3f} s ", "quiet"),
        (f"{arrow} ", part),
        (f"{_size(record.size):>8}  ", "quiet"),
        (f"{inert_line(record.kind):<32} ", f"{part}!"),
        (inert_line(record.text), "words"),
    ]


def fitted(spans: list[Span], room: int) -> list[Span]:
    """The spans on a line of ``room`` cells; the last one gives way, with an ellipsis."""
    *first, (last, style) = spans
    room -= sum(cell_len(text) for text, _ in first)
    if cell_len(last) <= room:
        return spans
    return [*first, (f"{set_cell_size(last, max(0, room - 1))}…", style)]


def event_line(record: Record, since: float) -> str:
    """The same as plain text."""
    return "".join(text for text, _ in event_spans(record, since)).rstrip()


def _size(count: int) -> str:
    if not count:
        return ""
    return f"{count} B" if count < 10_000 else f"{count / 1000:.0f} kB"

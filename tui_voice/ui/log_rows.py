"""What is written on each line of the conversation log, as words with the names of their styles."""

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len

from tui_voice.conversation.items import Item, ItemStatus, Notice, Role, Severity
from tui_voice.ui.log_block import Row, RowKind
from tui_voice.ui.log_layout import GUTTER
from tui_voice.ui.markdown import Mark, layered, within
from tui_voice.ui.welcome import Span
from tui_voice.ui.words import latency

_SPEAKERS = {
    Role.USER: ("You", "you"),
    Role.ASSISTANT: ("Assistant", "assistant"),
    Role.SYSTEM: ("System", "system"),
}
_MARKS = {Severity.INFO: "· ", Severity.WARNING: "▲ ", Severity.ERROR: "✕ "}


def spans_of(
    row: Row, width: int, written: Callable[[float], str], found: Sequence[Mark] = ()
) -> list[Span]:
    """The words on one line.

    ``written`` says how a moment is written; ``found`` are the stretches of the block's text that
    a search has found.
    """
    entry = row.block.entry
    if row.kind is RowKind.GAP:
        return []
    if isinstance(entry, Notice) or entry.of_tool:
        severity = entry.severity if isinstance(entry, Notice) else Severity.INFO
        mark = _MARKS[severity] if row.number == 0 else " " * len(GUTTER)
        return [(mark, severity), *_layers(row, severity, [found])]
    name, part = _SPEAKERS[entry.role]
    if row.kind is RowKind.HEADER:
        about = _about(entry, written)
        space = " " * max(1, width - cell_len(name) - cell_len(about))
        return [(GUTTER, part), (name, f"{part}!"), (space, part), (about, "quiet")]
    return [(GUTTER + " " * row.indent, part), *_words(row, entry, found)]


def _words(row: Row, item: Item, found: Sequence[Mark]) -> list[Span]:
    if not item.text:
        return [(row.text, "quiet")]
    layers: list[Sequence[Mark]] = [row.block.marked.marks]
    if row.block.heard is not None:
        layers.append([Mark(row.block.heard, len(row.block.text), "unheard")])
    return _layers(row, "words", [*layers, found])


def _layers(row: Row, below: str, layers: Iterable[Sequence[Mark]]) -> list[Span]:
    """The words of a row in stretches of one style; where there is no mark it is ``below``."""
    touching = [within(marks, row.start, row.end) for marks in layers]
    text = row.block.text
    return [
        (text[mark.start : mark.end], mark.style or below)
        for mark in layered(row.start, row.end, touching)
    ]


def _about(item: Item, written: Callable[[float], str]) -> str:
    """What the right end of a turn's first line tells."""
    facts = [
        "cut short" if item.status is ItemStatus.CUT else "",
        "typed" if item.role is Role.USER and not item.spoken else "",
        latency(item.latency_s) if item.latency_s is not None else "",
        written(item.at_s),
    ]
    return " · ".join(fact for fact in facts if fact)

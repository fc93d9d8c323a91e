"""Greedy wrapping in terminal cells that can go on where it stopped."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len, split_graphemes

Span = tuple[int, int]
"""Where a wrapped line begins and ends in its text; the line feed is in neither line."""

LEAST = 10
"""Cells that must be left for words beside an indentation; where they are not, it goes."""

_SPACES = " \u2000-\u2006\u2008-\u200a\u3000"
_IDEOGRAPHS = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uff60"
"""Scripts without spaces: a line may break at any of these."""

# Compiled when the first words are wrapped, and kept by ``re``: the first frame has none.
_TOKEN = f"\n|[{_SPACES}]+|[{_IDEOGRAPHS}]|[^\n{_SPACES}{_IDEOGRAPHS}]+"

_NARROW = "[\n -~\u00a0-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e]*"
"""Text in which every character takes one cell: the regular expression engine can wrap it."""


def wrap(text: str, width: int, start: int = 0) -> list[Span]:
    """The lines of ``text[start:]``, none wider than ``width`` cells but for spaces at its end.

    A word that does not fit goes to the next line, and is cut where it is wider than a line. So
    text that grows changes its last line only: ``wrap(t, w) == spans[:-1] + wrap(t, w,
    spans[-1][0])`` where ``spans`` are the lines of any beginning of ``t``.
    """
    if re.compile(_NARROW).fullmatch(text, start):
        return _wrap_narrow(text, width, start)
    spans: list[Span] = []
    line, used = start, 0
    for match in re.compile(_TOKEN).finditer(text, start):
        word, at = match.group(), match.start()
        if word == "\n":
            spans.append((line, at))
            line, used = match.end(), 0
            continue
        size = cell_len(word)
        if used + size > width and not word.isspace():
            if line < at:
                spans.append((line, at))
                line, used = at, 0
            if size > width:
                cuts = _cuts(word, width)
                spans.extend((line + a, line + b) for a, b in cuts[:-1])
                line += cuts[-1][0]
                size = cell_len(text[line : match.end()])
        used += size
    spans.append((line, len(text)))
    return spans


def wrap_hanging(
    text: str, width: int, hangs: Sequence[tuple[int, int]]
) -> tuple[list[Span], dict[int, int]]:
    """As ``wrap``, with lines of lists whose later lines stand under their words.

    ``hangs`` are the beginnings of such lines and the cells to leave free; so are the answer's
    numbers of lines and the cells that are free before their words.
    """
    spans: list[Span] = []
    indents: dict[int, int] = {}
    done = 0
    for start, hang in hangs:
        if start > done:
            spans += _shifted(wrap(text[done : start - 1], width), done)
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        hang = hang if hang + LEAST <= width else 0
        first, *later = _shifted(wrap(text[start + hang : end], width - hang), start + hang)
        spans.append((start, first[1]))
        for span in later:
            indents[len(spans)] = hang
            spans.append(span)
        done = end + 1
    if done <= len(text) and (not hangs or done < len(text)):
        spans += _shifted(wrap(text[done:], width), done)
    return spans, indents


def _shifted(spans: list[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans] if by else spans


@lru_cache(maxsize=8)
def _narrow_line(width: int) -> re.Pattern[str]:
    """A line that ends where a word does, with the spaces after it; or a piece of a long word."""
    return re.compile(f"([^\n]{{0,{width}}}(?![^\n ]) *|[^\n ]{{{width}}})\n?")


def _wrap_narrow(text: str, width: int, start: int) -> list[Span]:
    """As ``wrap``, some ten times faster: a long log is wrapped anew with every resize."""
    spans = [match.span(1) for match in _narrow_line(width).finditer(text, start)]
    if len(spans) > 1 and not text.endswith("\n"):
        spans.pop()  # the engine finds an empty line after the last word
    return spans


def _cuts(word: str, width: int) -> list[Span]:
    """A word wider than a line in pieces, cut between graphemes."""
    cuts: list[Span] = []
    begin, used = 0, 0
    # Joiners that join nothing: Rich's two measures differ about what follows two of them.
    idle = len(word) - len(word.lstrip("\u200d"))
    for at, _, size in split_graphemes(word[idle:])[0]:
        if used and used + size > width:
            cuts.append((begin, idle + at))
            begin, used = idle + at, 0
        used += size
    return [*cuts, (begin, len(word))]

"""Light Markdown of a finished answer: emphasis, code, lists and links, read once. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

ADDRESS = "address "
"""Begins the style of an address that can be opened: the whole of it follows."""
LONGEST = 2_000
"""Characters of an address that is opened: terminals take 2,083 bytes (VTE, iTerm2)."""


class Mark(NamedTuple):
    """A stretch of text with the name of its style."""

    start: int
    end: int
    style: str


class _Piece(NamedTuple):
    """Text as it is shown, and where in the source it comes from."""

    source: int
    text: str
    style: str


class Marked(NamedTuple):
    """Text as it is shown, with what was read out of its marks."""

    text: str
    marks: tuple[Mark, ...] = ()
    """In order, never overlapping."""
    hangs: tuple[tuple[int, int], ...] = ()
    """Lines of lists: where each begins, and by how many cells its later lines are indented."""
    sources: tuple[tuple[int, int], ...] = ()
    """Positions in the source and in ``text`` that belong together; empty where all do."""

    def shown_at(self, source: int) -> int:
        """Where in ``text`` the character at ``source`` of the source stands, or would stand."""
        if not self.sources:
            return min(source, len(self.text))
        at = bisect_right(self.sources, source, key=itemgetter(0)) - 1
        begun, shown = self.sources[max(0, at)]
        until = self.sources[at + 1][1] if at + 1 < len(self.sources) else len(self.text)
        return min(until, shown + max(0, source - begun))


# Compiled when the first answer is finished, and kept by ``re``: the first frame has none.
_LIKELY = r"(?m)[*_`]|\]\(|https?://|^#{1,6} |^ *[-+•] |^ *\d{1,3}[.)] "
"""Most answers are spoken and hold nothing of the kind: they are not looked at any further."""

_LINE = r"(?P<heading>#{1,6} +)|(?P<indent> *)(?P<bullet>[-+*•]|\d{1,3}[.)]) +"
_FENCE = r" {0,3}(?:```|~~~)"

# No stretch is longer than a few hundred characters, so that marks without their counterpart,
# however many, cost no more than that each. An address needs none and is taken whole: a part of it
# would open something else.
_INLINE = (
    r"(?P<code>`[^`\n]{1,400}`)"
    r"|(?P<link>\[[^\]\[\n]{1,200}\]\(https?://[^\s()]{1,400}\))"
    r"|(?P<url>https?://[^\s<>()\[\]*`]+(?<=[\w/]))"
    r"|(?P<strong>(?<!\w)(?P<two>\*\*|__)(?=\S)[^\n]{1,400}?(?<=\S)(?P=two)(?!\w))"
    r"|(?P<emphasis>(?<![\w*])(?P<one>[*_])(?=[^\s*_])[^\n*_]{1,400}?(?<=\S)(?P=one)(?!\w))"
)


def marked(text: str) -> Marked:
    """``text`` with its light Markdown read; marks without their counterpart stay as they are."""
    if not re.search(_LIKELY, text):
        return Marked(text)
    shown: list[str] = []
    marks: list[Mark] = []
    hangs: list[tuple[int, int]] = []
    sources: list[tuple[int, int]] = []
    length = 0
    for hang, pieces in _lines(text):
        if hang:
            hangs.append((length, hang))
        for piece in pieces:
            sources.append((piece.source, length))
            end = length + len(piece.text)
            if piece.style:
                marks.append(Mark(length, end, piece.style))
            shown.append(piece.text)
            length = end
    return Marked("".join(shown).rstrip("\n"), tuple(marks), tuple(hangs), tuple(sources))


def within(marks: Sequence[Mark], start: int, end: int) -> Iterator[Mark]:
    """Those of the marks, which are in order and apart, that touch ``start`` to ``end``."""
    for at in range(bisect_right(marks, start, key=itemgetter(1)), len(marks)):
        if marks[at].start >= end:
            return
        yield marks[at]


def layered(start: int, end: int, layers: Iterable[Iterable[Mark]]) -> Iterator[Mark]:
    """The stretches from ``start`` to ``end``, each with the style of the topmost layer there.

    The first layer lies lowest; where there is none, the style is empty.
    """
    marks = [mark for layer in layers for mark in layer]
    cuts = {start, end}
    for mark in marks:
        cuts.update(cut for cut in (mark.start, mark.end) if start < cut < end)
    ordered = sorted(cuts)
    for begin, stop in pairwise(ordered):
        above = [mark.style for mark in marks if mark.start <= begin and stop <= mark.end]
        yield Mark(begin, stop, above[-1] if above else "")


def _lines(text: str) -> Iterator[tuple[int, list[_Piece]]]:
    """Line by line: how far its later lines are indented, and its pieces; fences are left out."""
    at, in_code = 0, False
    for line in text.splitlines(keepends=True):
        if re.match(_FENCE, line):
            in_code = not in_code
        elif in_code:
            words = line.rstrip("\n")
            yield 0, [_Piece(at, words, "code"), _Piece(at + len(words), line[len(words) :], "")]
        else:
            yield _line(at, line)
        at += len(line)


def _line(at: int, line: str) -> tuple[int, list[_Piece]]:
    begin = re.match(_LINE, line)
    if begin is None:
        return 0, list(_inline(at, line, ""))
    rest = line[begin.end() :]
    if begin["heading"]:
        return 0, list(_inline(at + begin.end(), rest, "strong"))
    sign = begin["bullet"] if begin["bullet"][0].isdigit() else "•"
    mark = f"{begin['indent']}{sign} "
    return len(mark), [_Piece(at, mark, "quiet"), *_inline(at + begin.end(), rest, "")]


def _inline(at: int, text: str, style: str) -> Iterator[_Piece]:
    done = 0
    for match in re.finditer(_INLINE, text):
        start, end = match.span()
        if done < start:
            yield _Piece(at + done, text[done:start], style)
        yield from _stretch(at + start, match)
        done = end
    if done < len(text):
        yield _Piece(at + done, text[done:], style)


def _stretch(at: int, match: re.Match[str]) -> Iterator[_Piece]:
    """A marked stretch without its marks. The address of a link stays in sight."""
    words = match.group()
    match match.lastgroup:
        case "code":
            yield _Piece(at + 1, words[1:-1], "code")
        case "link":
            middle = words.index("](")
            yield _Piece(at + 1, words[1:middle], "link")
            yield _Piece(at + middle, " (", "quiet")
            yield _address(at + middle + 2, words[middle + 2 : -1])
            yield _Piece(at + len(words) - 1, ")", "quiet")
        case "strong":
            yield from _inline(at + 2, words[2:-2], "strong")
        case "emphasis":
            yield from _inline(at + 1, words[1:-1], "emphasis")
        case _:
            yield _address(at, words)


def _address(at: int, words: str) -> _Piece:
    """An address as it is written, which opens what it says; one with other letters than ASCII,
    which may look like those, only stands there, and so does one that is too long.
    """
    opens = words.isascii() and len(words) <= LONGEST
    return _Piece(at, words, ADDRESS + words if opens else "link")

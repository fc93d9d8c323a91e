"""A text to be read aloud: in pieces that a voice can read in one go, and whether it did. Pure."""

import re
from collections.abc import Iterator

LONGEST = 1_200
"""Characters: about eighty seconds. An answer ends at some three minutes of sound."""

_BREAKS = (r"\n\s*\n", r"(?<=[.!?…。！？])\s+", r"\s+")
"""Where a text may be cut, the best first: between paragraphs, sentences, words."""


def in_pieces(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The text in pieces of at most so many characters, cut where it hurts least."""
    return tuple(_cut(text.strip(), longest, _BREAKS))


def differs(text: str, said: str) -> bool:
    """Whether other words were said; signs and letter case are not heard."""
    return _words(text) != _words(said)


def _cut(text: str, longest: int, breaks: tuple[str, ...]) -> Iterator[str]:
    if len(text) <= longest:
        yield text
        return
    if not breaks:
        yield from (text[at : at + longest] for at in range(0, len(text), longest))
        return
    gathered = ""
    for part in re.split(breaks[0], text):
        together = f"{gathered} {part}" if gathered else part
        if len(together) <= longest:
            gathered = together
            continue
        if gathered:
            yield gathered
        *whole, gathered = _cut(part, longest, breaks[1:])
        yield from whole
    if gathered:
        yield gathered


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

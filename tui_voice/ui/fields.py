"""Fitting the fields of a bar into the room there is, the least important giving way first."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

Part = tuple[str, str]
"""Words and their style, which may name variables of the theme."""

GAP = 2
"""Cells between two fields."""


class Field(NamedTuple):
    """One fact of a bar.

    ``forms`` are its texts from long to short; an empty last one lets the field go. ``rank``
    tells how soon it gives way: the highest first, and 0 never. Texts that change their length
    are padded by whoever writes them, so that their neighbours stay where they are.
    """

    forms: tuple[str, ...]
    style: str = ""
    rank: int = 0
    right: bool = False
    """Whether it stands at the right end of the bar."""
    key: str = ""
    """The beginning of the text, if it is a key to be pressed."""
    least_room: int = 0
    """In a narrower bar it is never shown: there it would come and go with what others have to
    say, and what stands right of it would jump."""

    @property
    def text(self) -> str:
        """What is shown now."""
        return self.forms[0]

    def shortened(self) -> "Field":
        """The same fact in its next shorter form."""
        return self._replace(forms=self.forms[1:])


def fit(fields: Sequence[Field], room: int) -> list[Field]:
    """The fields in their order, in the longest forms that fit into ``room`` cells."""
    kept = [field for field in fields if field.text and field.least_room <= room]
    while _width(kept) > room:
        able = [at for at, field in enumerate(kept) if field.rank and len(field.forms) > 1]
        if not able:
            break
        at = max(able, key=lambda index: kept[index].rank)
        kept[at] = kept[at].shortened()
        kept = [field for field in kept if field.text]
    return kept


def bar(fields: Sequence[Field], room: int) -> list[Part]:
    """A line of ``room`` cells with fields at both ends."""
    kept = fit(fields, room)
    left = [field for field in kept if not field.right]
    right = [field for field in kept if field.right]
    space = max(0, room - _width(left) - _width(right))
    return [*_joined(left), (" " * space, ""), *_joined(right)]


def _joined(fields: Iterable[Field]) -> list[Part]:
    parts: list[Part] = []
    for field in fields:
        gap = " " * GAP if parts else ""
        rest = field.text.removeprefix(field.key)
        parts += [(gap, ""), (field.key, "bold $text-primary"), (rest, field.style)]
    return parts


def _width(fields: Sequence[Field]) -> int:
    return sum(cell_len(field.text) for field in fields) + GAP * max(0, len(fields) - 1)

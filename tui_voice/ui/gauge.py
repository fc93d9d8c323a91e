"""A level as text: a label, a bar over -60 to 0 dBFS, and the held peak as a number. Pure."""

from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import NamedTuple

from tui_voice.engine.view import Meter
from tui_voice.ui.fields import Part
from tui_voice.ui.peak_hold import FLOOR_DB, Needles

TRACK = "─"
"""An empty cell of the bar where a palette has no shade for its ground."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_ZONES = ((-18.0, "$success"), (-6.0, "$warning"), (0.0, "$error"))
"""Up to which level, in dBFS, the bar has which colour."""


class MeterState(StrEnum):
    """Whether there is a level to show."""

    OPEN = ""
    CLOSED = "closed"
    MUTED = "muted"


class _Picture(NamedTuple):
    """What is seen: two pictures that are equal need no drawing."""

    eighths: int
    peak: int
    clipped: bool
    number: str

    def sign(self, cell: int, empty: str) -> str:
        """What stands in a cell of the bar."""
        fill = min(8, max(0, self.eighths - cell * 8))
        if fill:
            return _EIGHTHS[fill]
        return "▏" if cell == self.peak else empty


class Gauge:
    """One meter: its needles, and how they look in the cells there are."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._needles = Needles()
        self._width = 0
        self._picture = self._seen()

    @property
    def at_rest(self) -> bool:
        """Nothing is left that would move by itself."""
        return self._needles.at_rest

    def move(self, level: Meter, now: float) -> bool:
        """Let the needles follow a level; whether it looks different now."""
        self._needles = self._needles.moved(level, now)
        before, self._picture = self._picture, self._seen()
        return before != self._picture

    def parts(self, width: int, state: MeterState, empty: str = " ") -> list[Part]:
        """Label, bar, number in ``width`` cells; ``empty`` is an empty cell of the bar.

        A state other than open stands in place of bar and number. Where there is no room for the
        word, an exclamation mark at the end of the bar tells that the sound is clipped.
        """
        if width != self._width:
            self._width = width
            self._picture = self._seen()
        cells = self._cells
        label = (f"{self._label} " if self._is_roomy else "", "")
        if state:
            faint = "$text-warning" if state is MeterState.MUTED else "$foreground 45% $or-dim"
            word = f" {state}" if len(state) < cells else state[:cells]
            room = self._width - len(label[0]) - cells
            return [label, (f"{word:<{cells}}", f"{faint} on $panel"), (" " * room, "")]
        bar = self._bar(cells, empty)
        clipped = self._picture.clipped
        if self._is_roomy:
            number = "clip" if clipped else self._picture.number
            return [label, *bar, (f" {number:<4}", "$text-error" if clipped else "")]
        if clipped:
            last, style = bar[-1]
            bar[-1:] = [(last[:-1], style), ("!", "bold $text-error on $panel")]
        return bar

    def _bar(self, cells: int, empty: str) -> list[Part]:
        """The signs of the bar; neighbours of one colour are one part."""
        sign = self._picture.sign
        return [
            ("".join(sign(cell, empty) for cell in zone), f"{colour} on $panel")
            for colour, zone in _zones(cells)
        ]

    @property
    def _is_roomy(self) -> bool:
        """Whether label and number fit beside a bar that is still worth looking at."""
        return self._width >= len(self._label) + 12

    @property
    def _cells(self) -> int:
        """Cells of the bar."""
        return max(1, self._width - len(self._label) - 6 if self._is_roomy else self._width)

    def _seen(self) -> _Picture:
        cells = self._cells
        share = 1 - self._needles.bar_db / FLOOR_DB
        held = 1 - self._needles.peak_db / FLOOR_DB
        loud = self._needles.peak_db > FLOOR_DB
        return _Picture(
            eighths=round(share * cells * 8),
            peak=min(cells - 1, int(held * cells)) if loud else -1,
            clipped=self._needles.clipped_until > 0,
            number=f"{self._needles.peak_db:.0f}" if loud else "",
        )


@cache
def _zones(cells: int) -> list[tuple[str, list[int]]]:
    """The colours of a bar of so many cells, each with its cells."""
    colours = groupby(range(cells), lambda cell: _colour((cell + 0.5) / cells))
    return [(colour, list(zone)) for colour, zone in colours]


def _colour(share: float) -> str:
    """The colour of the bar at this share of its length."""
    return next(colour for top, colour in _ZONES if FLOOR_DB * (1 - share) <= top)

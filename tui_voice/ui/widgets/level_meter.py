"""A level meter in dB with peak hold and a clip mark."""

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from tui_voice.engine.view import Meter, View
from tui_voice.ui.peak_hold import FLOOR_DB, Needles
from tui_voice.ui.times import Times

if TYPE_CHECKING:
    from textual.timer import Timer

FRAMES_HZ = 10
"""How often a moving meter is drawn at most: steady for the eye, and each time all is composed."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_TRACK = "─"
"""An empty cell of the bar where a palette has no shade for its ground."""
_ZONES = ((-18.0, "$success"), (-6.0, "$warning"), (0.0, "$error"))
"""Up to which level, in dBFS, the bar has which colour."""


class MeterState(StrEnum):
    """Whether there is a level to show."""

    OPEN = ""
    CLOSED = "closed"
    MUTED = "muted"


def microphone_state(view: View) -> MeterState:
    """Why the microphone shows no level, if it shows none."""
    if view.muted:
        return MeterState.MUTED
    return MeterState.OPEN if view.microphone_open else MeterState.CLOSED


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


def _colour(share: float) -> str:
    """The colour of the bar at this share of its length."""
    return next(colour for top, colour in _ZONES if FLOOR_DB * (1 - share) <= top)


class LevelMeter(Widget):
    """One meter: a label, a bar over -60 to 0 dBFS, and the held peak as a number.

    ``state`` replaces the bar by a word when there is nothing to measure.
    """

    DEFAULT_CSS = """
    LevelMeter {
        width: 1fr;
        max-width: 48;
        height: 1;
        color: $foreground 65%;
    }
    """

    level: var[Meter] = var(Meter)
    state: var[MeterState] = var(MeterState.OPEN)

    def __init__(self, label: str, times: Times, *, id: str) -> None:
        super().__init__(id=id)
        self._label = label
        self._times = times
        self._needles = Needles()
        self._picture = self._seen()
        self._frames: Timer | None = None

    def on_mount(self) -> None:
        """Be ready to move; the timer stands still while nothing does."""
        self._frames = self.set_interval(1 / FRAMES_HZ, self._move, pause=self._needles.at_rest)

    def watch_level(self) -> None:
        """Move at once when at rest, otherwise with the next frame."""
        if self._frames is not None and self._needles.at_rest:
            self._move()
            self._frames.resume()

    def watch_state(self) -> None:
        """Draw the word, or the bar again."""
        self.refresh()

    def on_resize(self) -> None:
        """Another length, another picture."""
        self._picture = self._seen()

    def render(self) -> Content:
        """Label, bar, number."""
        seen, (roomy, cells) = self._picture, self._room()
        label = f"{self._label} " if roomy else ""
        if self.state:
            colour = (
                "$text-warning" if self.state is MeterState.MUTED else "$foreground 45% $or-dim"
            )
            word = f" {self.state}"[:cells]
            return Content.assemble(label, (f"{word:<{cells}}", f"{colour} on $panel"))
        parts = self._bar(cells)
        if not roomy:
            return Content.assemble(*parts)
        number = "clip" if seen.clipped else seen.number
        return Content.assemble(
            label, *parts, (f"{number:>5}", "$text-error" if seen.clipped else "")
        )

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _bar(self, cells: int) -> list[tuple[str, str]]:
        """The signs of the bar; neighbours of one colour are one part."""
        empty = _TRACK if self.has_pseudo_class("ansi") else " "
        signs = [self._picture.sign(cell, empty) for cell in range(cells)]
        zones = groupby(range(cells), lambda cell: _colour((cell + 0.5) / cells))
        return [
            ("".join(signs[cell] for cell in zone), f"{colour} on $panel") for colour, zone in zones
        ]

    def _room(self) -> tuple[bool, int]:
        """Whether label and number fit beside a bar still worth looking at; the bar's cells."""
        width = self.content_size.width
        roomy = width >= len(self._label) + 12
        return roomy, max(1, width - len(self._label) - 6 if roomy else width)

    def _move(self) -> None:
        self._needles = self._needles.moved(self.level, self._times.now())
        picture = self._seen()
        if picture != self._picture:
            self._picture = picture
            self.refresh()
        if self._needles.at_rest and self._frames is not None:
            self._frames.pause()

    def _seen(self) -> _Picture:
        _, cells = self._room()
        share = 1 - self._needles.bar_db / FLOOR_DB
        held = 1 - self._needles.peak_db / FLOOR_DB
        loud = self._needles.peak_db > FLOOR_DB
        return _Picture(
            eighths=round(share * cells * 8),
            peak=min(cells - 1, int(held * cells)) if loud else -1,
            clipped=self._needles.clipped_until > 0,
            number=f"{self._needles.peak_db:.0f}" if loud else "",
        )

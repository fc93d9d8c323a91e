"""A level meter in dB with peak hold and a clip mark."""

from typing import TYPE_CHECKING

from textual.reactive import var

from tui_voice.engine.view import Meter
from tui_voice.ui.fields import Part
from tui_voice.ui.gauge import TRACK, Gauge, MeterState
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from textual.timer import Timer

FALLS_EVERY_S = 0.1
"""How often a meter moves that is told of silence: steady for the eye."""


class LevelMeter(OneLine):
    """One ``Gauge``; ``state`` replaces its bar by a word when there is nothing to measure."""

    DEFAULT_CSS = """
    LevelMeter {
        width: 1fr;
        max-width: 48;
        height: 1;
        color: $foreground 65%;
    }
    """

    level: var[Meter] = var(Meter, init=False)
    state: var[MeterState] = var(MeterState.OPEN, init=False)

    def __init__(self, label: str, times: Times, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._times = times
        self._gauge = Gauge(label)
        self._falling: Timer | None = None

    def watch_level(self) -> None:
        """Move at once, with whatever else was told: one paint shows it all; then fall."""
        self._move()
        if self._falling is None:
            self._falling = self.set_interval(FALLS_EVERY_S, self._move)
        falls = self.level == Meter() and not self._gauge.at_rest
        (self._falling.resume if falls else self._falling.pause)()

    def watch_state(self) -> None:
        """Draw the word, or the bar again."""
        self.refresh()

    def parts(self, width: int) -> list[Part]:
        """Label, bar, number."""
        return self._gauge.parts(width, self.state, TRACK if self.has_pseudo_class("ansi") else " ")

    def draw_level(self) -> None:
        """Draw the level anew."""
        self.refresh()

    def _move(self) -> None:
        if self._gauge.move(self.level, self._times.now()):
            self.draw_level()
        if self._gauge.at_rest and self._falling is not None:
            self._falling.pause()

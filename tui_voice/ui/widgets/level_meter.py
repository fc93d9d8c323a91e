"""A level meter in dB with peak hold and a clip mark."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from tui_voice.engine.view import Meter
from tui_voice.ui.gauge import FRAMES_HZ, TRACK, Gauge, MeterState, Part
from tui_voice.ui.times import Times

if TYPE_CHECKING:
    from textual.timer import Timer


class LevelMeter(Widget):
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
        self._frames: Timer | None = None

    def watch_level(self) -> None:
        """Move at once when at rest, otherwise with the next frame."""
        if self._gauge.at_rest:
            self._move()

    def watch_state(self) -> None:
        """Draw the word, or the bar again."""
        self.refresh()

    def render(self) -> Content:
        """Label, bar, number."""
        return Content.assemble(*self.measured(self.content_size.width))

    def measured(self, width: int) -> list[Part]:
        """The same in so many cells."""
        return self._gauge.parts(width, self.state, TRACK if self.has_pseudo_class("ansi") else " ")

    def draw_level(self) -> None:
        """Draw the level anew."""
        self.refresh()

    def _move(self) -> None:
        if self._gauge.move(self.level, self._times.now()):
            self.draw_level()
        if self._frames is None:
            self._frames = self.set_interval(1 / FRAMES_HZ, self._move)
        (self._frames.pause if self._gauge.at_rest else self._frames.resume)()

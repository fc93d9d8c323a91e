"""Standard error of the commands without a screen: what people are told beside the results."""

import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, TextIO

from tui_voice.ui.inert import inert_line

if TYPE_CHECKING:
    from asyncio import TimerHandle

# The event loop is imported where one runs: the history is listed sooner without it.

FIRST_S = 1.0
"""What is over sooner needs no word about how far it has come."""
EVERY_S = 0.5
USUAL_COLUMNS = 80
BAR = 20
"""Cells of a bar: with the words beside it, it fits the narrowest terminal."""

_WIPE = "\r\x1b[2K"


class Asides:
    """Sentences for people, and one line that changes: how far something has come.

    That line is drawn only where ``draws``: on a terminal that can wipe a line.
    """

    def __init__(self, stream: TextIO, *, draws: bool, first_s: float = FIRST_S) -> None:
        self._stream = stream
        self._first_s = first_s
        self._draws = draws
        self._words: Callable[[], str] | None = None
        self._drawn = False
        self._timer: TimerHandle | None = None
        self.interrupt = False
        """A line of results that has not ended stands on the same terminal."""

    def tell(self, sentence: str) -> None:
        """Say something, which may come from a server, in a line of its own."""
        self.wipe()
        if self._draws and self.interrupt:
            self._stream.write("\n")
            self.interrupt = False
        self._stream.write(f"tui-voice: {inert_line(sentence)}\n")
        self._stream.flush()

    def watch(self, words: Callable[[], str]) -> None:
        """From now on show what ``words`` says, anew twice a second. On the event loop's thread."""
        self.rest()
        if self._draws:
            self._words = words
            self._draw_in(self._first_s)

    def rest(self) -> None:
        """Show nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.wipe()

    @contextmanager
    def shown(self, words: Callable[[], str]) -> Generator[None]:
        """Show what ``words`` says while the block runs, which blocks and writes nothing beside.

        ``words`` is called in a thread.
        """
        if not self._draws:
            yield
            return
        over = Event()

        def draw() -> None:
            wait_s = self._first_s
            while not over.wait(wait_s):
                self._show(words())
                wait_s = EVERY_S

        drawing = Thread(target=draw, daemon=True)
        drawing.start()
        try:
            yield
        finally:
            over.set()
            drawing.join()
            self.wipe()

    def _draw(self) -> None:
        if self._words is not None:
            self._show(self._words())
            self._draw_in(EVERY_S)

    def _draw_in(self, seconds: float) -> None:
        from asyncio import get_running_loop

        self._timer = get_running_loop().call_later(seconds, self._draw)

    def _show(self, words: str) -> None:
        # One that wraps could not be wiped.
        self._stream.write(_WIPE + inert_line(words)[: _columns(self._stream) - 1])
        self._stream.flush()
        self._drawn = True

    def wipe(self) -> None:
        """Make room for what is written beside; what is watched comes back by itself."""
        if self._drawn:
            self._stream.write(_WIPE)
            self._stream.flush()
            self._drawn = False


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_COLUMNS
    except OSError:  # no terminal, or one that does not tell
        return USUAL_COLUMNS


def bar(share: float) -> str:
    """How much of the whole is done, between 0 and 1, as a bar with its percentage."""
    done = int(share * BAR)
    return f"{'━' * done}{'╌' * (BAR - done)} {share:.0%}"


def asides(stream: TextIO | None = None, environment: Mapping[str, str] = os.environ) -> Asides:
    """Those of this program; within ``private_terminal`` on the terminal that it keeps."""
    shown_on = stream or sys.__stderr__ or sys.stderr
    return Asides(shown_on, draws=shown_on.isatty() and environment.get("TERM") != "dumb")

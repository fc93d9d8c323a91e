"""Standard error of the commands without a screen: what people are told beside the results."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from typing import TextIO

from tui_voice.ui.inert import inert_line

FIRST_S = 1.0
"""What is over sooner needs no word about how far it has come."""
EVERY_S = 0.5

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
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, sentence: str) -> None:
        """Say something, which may come from a server, in a line of its own."""
        self.wipe()
        self._stream.write(f"tui-voice: {inert_line(sentence)}\n")
        self._stream.flush()

    def watch(self, words: Callable[[], str]) -> None:
        """From now on show what ``words`` says, anew twice a second. On the event loop's thread."""
        self.rest()
        if self._draws:
            self._words = words
            self._timer = asyncio.get_running_loop().call_later(self._first_s, self._draw)

    def rest(self) -> None:
        """Show nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.wipe()

    def _draw(self) -> None:
        if self._words is not None:
            self._stream.write(_WIPE + inert_line(self._words()))
            self._stream.flush()
            self._drawn = True
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._draw)

    def wipe(self) -> None:
        """Make room for what is written beside; what is watched comes back by itself."""
        if self._drawn:
            self._stream.write(_WIPE)
            self._stream.flush()
            self._drawn = False


def asides(environment: Mapping[str, str] = os.environ) -> Asides:
    """Those of this program; within ``private_terminal`` on the terminal that it keeps."""
    stream = sys.__stderr__ or sys.stderr
    return Asides(stream, draws=stream.isatty() and environment.get("TERM") != "dumb")

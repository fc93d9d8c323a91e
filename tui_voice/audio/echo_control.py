"""What keeps the echo of the answers out of what is sent: what is wished, as far as it is there."""

import logging
from collections.abc import Callable

from tui_voice.audio import echo_cancel
from tui_voice.audio.half_duplex import HalfDuplex, Line, OpenLine
from tui_voice.audio.headphones import on_headphones
from tui_voice.audio.played import Played
from tui_voice.config.kinds import Echo

MISSING = (
    "The echo canceller is not installed: pip install 'tui-voice[aec]'. Until then, echo ="
    " half_duplex."
)

log = logging.getLogger(__name__)


class EchoControl:
    """Makes the line between a microphone and what is sent, for one recording after another.

    ``on_headphones`` tells of an output setting whether it is worn; ``can_cancel`` whether the
    extra is installed.
    """

    def __init__(
        self,
        played: Played,
        on_headphones: Callable[[str], bool] = on_headphones,
        can_cancel: Callable[[], bool] = echo_cancel.is_installed,
    ) -> None:
        self._played = played
        self._on_headphones = on_headphones
        self._can_cancel = can_cancel
        self._wish = (Echo.OFF, 0, "")
        self._made: tuple[Echo, int] = (Echo.OFF, 0)
        self._line: Line = OpenLine()
        self._told = False

    def use(self, way: Echo, preroll_ms: int, output: str) -> None:
        """From the next line on keep out the echo of this output setting in this way."""
        self._wish = (way, preroll_ms, output)

    def line(self) -> tuple[Line, str]:
        """The line to record through, and what to tell the person, once. May block.

        It is the one before, with the room that it has learnt, while nothing else is called for.
        """
        wish, preroll_ms, output = self._wish
        way = self._in_force(wish, output)
        if (way, preroll_ms) != self._made:
            self._line = self._make(way, preroll_ms)
            self._made = (way, preroll_ms)
            log.info("echo: %s is in force", way)
        lacks = wish is Echo.CANCEL and way is not Echo.CANCEL and not self._told
        self._told = self._told or lacks
        return self._line, MISSING if lacks else ""

    def _in_force(self, wish: Echo, output: str) -> Echo:
        """The way that is possible: never ``auto``."""
        if wish is Echo.AUTO:
            return Echo.OFF if self._on_headphones(output) else Echo.HALF_DUPLEX
        if wish is Echo.CANCEL and not self._can_cancel():
            return Echo.HALF_DUPLEX
        return wish

    def _make(self, way: Echo, preroll_ms: int) -> Line:
        if way is Echo.OFF:
            return OpenLine()
        canceller = echo_cancel.EchoCanceller() if way is Echo.CANCEL else None
        return HalfDuplex(self._played, preroll_ms, canceller)

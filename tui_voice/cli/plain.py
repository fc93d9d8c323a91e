"""``tui-voice --plain``: no screen; a line for every event, and lines as commands."""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterable
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from tui_voice.cli.plain_lines import HELP, HINT, deed_of, lines_of
from tui_voice.cli.results import results
from tui_voice.engine.view import Activity, LinkPhase, View
from tui_voice.ui.deeds import Deed, event_of

if TYPE_CHECKING:
    from tui_voice.ui.conversing import Conversing, Start

SETTLE_S = 0.3
"""How long all must rest before what waits is done: what was just asked is not in sight yet."""

_AT_REST = (Activity.IDLE, Activity.LISTENING)
_IN_TURN = (Deed.SAY, Deed.LEAVE)
"""What waits for the answer under way where nobody sees it: of a pipe, every line gets its own."""


class PlainTalk:
    """One conversation by lines: ``lines`` come in, ``tell`` takes what goes out.

    ``by_hand``: a person types them, and what is said interrupts the answer, as on the screen. At
    the end of the input it waits for the answer that is under way, and leaves.
    """

    def __init__(
        self, lines: Iterable[str], tell: Callable[[str], None], *, by_hand: bool = False
    ) -> None:
        self._lines = lines
        self._tell = tell
        self._by_hand = by_hand
        self._view = View()
        self._conversation: Conversing | None = None
        self._waiting: deque[tuple[Deed, str]] = deque()
        self._settling: asyncio.TimerHandle | None = None

    async def run(self, start: "Start") -> None:
        """Hold the conversation until the person leaves or the input ends."""
        loop = asyncio.get_running_loop()
        if self._by_hand:
            self._tell(HINT)
        self._conversation = await start(self._publish)
        # A thread that ends with the program: no input but a terminal can be waited for elsewhere.
        Thread(target=self._read, args=(loop,), name="input", daemon=True).start()
        await self._conversation.run()

    def leave(self) -> None:
        """Let the conversation close what it holds."""
        self._do(Deed.LEAVE)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            for line in self._lines:
                loop.call_soon_threadsafe(self._obey, line)
            loop.call_soon_threadsafe(self._end)
        except RuntimeError:  # the conversation has ended before the input
            return

    def _obey(self, line: str) -> None:
        asked = deed_of(line)
        if asked is None:
            for each in HELP:
                self._tell(each)
        elif self._by_hand or asked[0] not in _IN_TURN:
            self._do(*asked)
        else:
            self._do_at_rest(*asked)

    def _end(self) -> None:
        self._do_at_rest(Deed.LEAVE)

    def _do(self, deed: Deed, text: str = "") -> None:
        if self._conversation is not None:
            self._conversation.post(event_of(deed, monotonic(), text))

    def _do_at_rest(self, deed: Deed, text: str = "") -> None:
        self._waiting.append((deed, text))
        self._settle()

    def _publish(self, view: View) -> None:
        for line in lines_of(self._view, view):
            self._tell(line)
        self._view = view
        self._settle()

    def _settle(self) -> None:
        """Do what waits once all has been at rest for a moment, or no connection is coming."""
        view = self._view
        rests = view.activity in _AT_REST or view.link.phase is LinkPhase.DOWN
        if self._settling is not None and not rests:
            self._settling.cancel()
            self._settling = None
        elif self._settling is None and rests and self._waiting:
            loop = asyncio.get_running_loop()
            self._settling = loop.call_later(SETTLE_S, self._settled)

    def _settled(self) -> None:
        self._settling = None
        self._do(*self._waiting.popleft())  # the rest waits for the view that shows this


def talk_plainly() -> PlainTalk:
    """On standard input and output; it ends where nobody reads any more."""
    out = results(lambda: talk.leave())
    by_hand = sys.stdin.isatty()
    talk = PlainTalk(sys.stdin, lambda line: out.write(f"{line}\n"), by_hand=by_hand)
    return talk

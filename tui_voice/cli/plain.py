"""``tui-voice --plain``: no screen; a line for every event, and lines as commands."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from tui_voice.cli.plain_lines import HELP, deed_of, lines_of
from tui_voice.cli.results import results
from tui_voice.engine.view import Activity, LinkPhase, View
from tui_voice.ui.deeds import Deed, event_of

if TYPE_CHECKING:
    from tui_voice.ui.conversing import Conversing, Start

SETTLE_S = 0.3
"""Where the input has ended: how long nothing must go on before we leave."""

_AT_REST = (Activity.IDLE, Activity.LISTENING)


class PlainTalk:
    """One conversation by lines: ``lines`` come in, ``tell`` takes what goes out.

    At the end of the input it waits for the answer that is under way, and leaves.
    """

    def __init__(self, lines: Iterable[str], tell: Callable[[str], None]) -> None:
        self._lines = lines
        self._tell = tell
        self._view = View()
        self._conversation: Conversing | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._ended = False

    async def run(self, start: "Start") -> None:
        """Hold the conversation until the person leaves or the input ends."""
        loop = asyncio.get_running_loop()
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
        else:
            self._do(*asked)

    def _do(self, deed: Deed, text: str = "") -> None:
        if self._conversation is not None:
            self._conversation.post(event_of(deed, monotonic(), text))

    def _end(self) -> None:
        self._ended = True
        self._leave_at_rest()

    def _publish(self, view: View) -> None:
        for line in lines_of(self._view, view):
            self._tell(line)
        self._view = view
        if self._ended:
            self._leave_at_rest()

    def _leave_at_rest(self) -> None:
        """Leave when nothing has gone on for a moment: what was just read is not in sight yet."""
        if self._ending is not None:
            self._ending.cancel()
        self._ending = None
        view = self._view
        if view.activity in _AT_REST or view.link.phase is LinkPhase.DOWN:
            loop = asyncio.get_running_loop()
            self._ending = loop.call_later(SETTLE_S, self.leave)


def talk_plainly() -> PlainTalk:
    """On standard input and output; it ends where nobody reads any more."""
    out = results(lambda: talk.leave())
    talk = PlainTalk(sys.stdin, lambda line: out.write(f"{line}\n"))
    return talk

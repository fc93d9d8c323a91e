"""The app's end of ``tui-voice ctl``: takes requests, and tells followers how things stand.

A client that hangs, sends rubbish or never reads costs the app a few kilobytes for a few seconds.
"""

import asyncio
import os
from time import monotonic
from typing import TYPE_CHECKING, cast

from tui_voice.cli.control.meeting import PATIENCE_S, is_our_own, listening
from tui_voice.cli.control.orders import LONGEST, Order, Request, event_of, line_of, read
from tui_voice.cli.control.status import status_of
from tui_voice.config.paths import runtime_folder
from tui_voice.engine.view import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui_voice.session.events import PersonEvent

MOST_VISITORS = 32
"""Clients at a time; further ones are turned away."""


class Desk:
    """Open until the conversation ends.

    ``patience_s`` is how long it waits for a visitor that says nothing or does not listen.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._process = os.getpid()
        self._post: Callable[[PersonEvent], None]
        self._visitors: set[Visitor] = set()
        self._server: asyncio.Server | None = None
        self._place: Path | None = None
        self._view = View()
        self._newest_wish = 0.0
        """When the program began that last asked to start or stop."""

    async def open(self, post: "Callable[[PersonEvent], None]") -> None:
        """Let visitors come; ``post`` takes what they ask for.

        Raises ``OSError`` where that cannot be.
        """
        self._post = post
        socket, self._place = listening(runtime_folder(), self._process)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Visitor(self), sock=socket)

    def show(self, view: View) -> None:
        """Tell the followers what has changed; the last view sends everybody away."""
        self._view = view
        if view.leaving:
            self._close()
            return
        followers = [visitor for visitor in self._visitors if visitor.follows]
        if followers:
            status = self.status()
            for visitor in followers:
                visitor.tell(status)

    # ── what visitors need ──────────────────────────────────────────────────────────────────

    def admit(self, visitor: "Visitor") -> bool:
        """Note that one more has come; answers whether there is room for it."""
        self._visitors.add(visitor)
        return len(self._visitors) <= MOST_VISITORS

    def forget(self, visitor: "Visitor") -> None:
        """One has gone."""
        self._visitors.discard(visitor)

    def status(self) -> bytes:
        """How things stand, as a line."""
        return line_of({**status_of(self._view), "pid": self._process})

    def obey(self, line: bytes) -> tuple[bytes, bool]:
        """The answer to a request, and whether more answers are to follow."""
        try:
            request = read(line)
        except ValueError as refusal:
            return line_of({"error": str(refusal)}), False
        event = event_of(request, monotonic())
        if event is None:
            return self.status(), request.order is Order.FOLLOW
        if not self._comes_late(request):
            self._post(event)
        return line_of({"ok": True}), False

    def _comes_late(self, request: Request) -> bool:
        """Whether a later wish came before it: of two programs the second may be the faster."""
        if request.order not in (Order.START, Order.STOP) or not request.begun:
            return False
        late = request.begun < self._newest_wish
        self._newest_wish = max(self._newest_wish, request.begun)
        return late

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for visitor in list(self._visitors):
            visitor.leave()
        if self._place is not None:
            self._place.unlink(missing_ok=True)


class Visitor(asyncio.Protocol):
    """One connection: a request, its answer, and for a follower all that comes after."""

    def __init__(self, desk: Desk) -> None:
        self.follows = False
        self._desk = desk
        self._heard = b""
        self._asked = False
        self._admitted = False
        self._told = b""
        self._waiting: bytes | None = None
        """The latest status, while the client does not read."""
        self._stalled = False
        self._transport: asyncio.Transport
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let in who is the same person."""
        self._transport = cast("asyncio.Transport", transport)
        if not is_our_own(transport.get_extra_info("socket")):
            self._transport.abort()
        else:
            # Who is not let in is told so when the request is here: what is unread at the end of a
            # visit would take the answer from the client.
            self._admitted = self._desk.admit(self)
            self._be_patient()

    def data_received(self, data: bytes) -> None:
        """Take one request; what comes after it is passed over."""
        if self._asked:
            return
        self._heard += data
        line, ended, _ = self._heard.partition(b"\n")
        if not ended and len(line) <= LONGEST:
            return
        self._heard = b""
        self._be_content()
        if len(line) > LONGEST:
            self._answer(line_of({"error": f"A request has at most {LONGEST:,} bytes."}))
            return
        if not self._admitted:
            self._answer(line_of({"error": f"{MOST_VISITORS} programs are connected already."}))
            return
        answer, self.follows = self._desk.obey(line)
        self._answer(answer)

    def tell(self, status: bytes) -> None:
        """Tell a follower, if that is news; who does not read gets only the latest, later."""
        if self._stalled:
            self._waiting = status
        elif status != self._told:
            self._told = status
            self._transport.write(status)

    def leave(self) -> None:
        """End the visit, after what is still to be read."""
        self._transport.close()

    def pause_writing(self) -> None:
        """The client does not read."""
        self._stalled = True
        self._be_patient()

    def resume_writing(self) -> None:
        """It reads again."""
        self._stalled = False
        self._be_content()
        if self._waiting is not None:
            status, self._waiting = self._waiting, None
            self.tell(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._be_content()
        self._desk.forget(self)

    def _answer(self, answer: bytes) -> None:
        self._asked = True
        self.tell(answer)
        if not self.follows:
            self.leave()

    def _be_patient(self) -> None:
        """For so long; then the visit ends."""
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._desk.patience_s, self._transport.abort)

    def _be_content(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

"""The memory of conversations: every finished turn goes to disk as it happens."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Condition, Thread

from tui_voice.conversation.kept import KeptTurn
from tui_voice.history.database import connect
from tui_voice.history.troubles import TROUBLES, words_for
from tui_voice.history.writer import Connect, Writer
from tui_voice.session.events import Event, HistoryFailed

CLOSE_S = 2.0
"""How long leaving waits for the last turns: a disk that hangs must not hold the program."""

log = logging.getLogger(__name__)


class HistoryStore:
    """Fits the engine's ``History``. Made on the event loop's thread.

    One thread writes, in the order of ``keep``; it and the file are made with the first turn, so
    that an app that was only opened leaves nothing. ``conversation_id`` goes on with an earlier
    conversation. ``connect`` opens the file.

    Between the two threads stands a dictionary of the turns to be written: it holds each turn
    once, in its newest form, so that a slow disk can neither make it long nor fall far behind.
    """

    def __init__(
        self,
        path: Path,
        post: Callable[[Event], None],
        now: Callable[[], float],
        conversation_id: str | None = None,
        connect: Connect = connect,
    ) -> None:
        self._path = path
        self._post = post
        self._now = now
        self._conversation_id = conversation_id
        self._connect = connect
        self._loop = asyncio.get_running_loop()
        self._thread: Thread | None = None
        self._changed = Condition()  # guards the three below, which both threads touch
        self._waiting: dict[str, KeptTurn] = {}
        self._closed = False
        self._failed = False

    def keep(self, turn: KeptTurn) -> None:
        """Begin to write a finished turn; returns at once.

        After ``HistoryFailed`` it is let go without another word.
        """
        with self._changed:
            if self._failed or self._closed:
                return
            self._waiting[turn.item.id] = turn
            self._changed.notify()
        if self._thread is None:
            # A daemon: the program can end while a disk hangs.
            self._thread = Thread(target=self._work, name="history", daemon=True)
            self._thread.start()

    async def close(self) -> None:
        """Write what is still to be written and release everything; posts nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, CLOSE_S)

    # ── on the thread that writes ────────────────────────────────────────────────────────────

    def _work(self) -> None:
        try:
            with closing(Writer(self._path, self._conversation_id, self._connect)) as writer:
                while turns := self._next():
                    writer.write(turns)
        except TROUBLES as problem:
            self._give_up(problem)

    def _next(self) -> list[KeptTurn]:
        """The turns to write now; none when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            turns = list(self._waiting.values())
            self._waiting.clear()
        return turns

    def _give_up(self, problem: Exception) -> None:
        with self._changed:
            self._failed = True
            self._waiting.clear()
        words = words_for(problem, self._path)
        message = (
            f"The conversation goes on, but nothing more of it is kept: {words}, "
            "then start tui-voice again."
        )
        log.warning("%s (%r)", message, problem)
        with suppress(RuntimeError):  # the loop has gone, and the program with it
            self._loop.call_soon_threadsafe(self._tell, message)

    def _tell(self, message: str) -> None:
        if not self._closed:
            self._post(HistoryFailed(message, self._now()))

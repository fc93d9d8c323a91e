"""Records what happens and what is sent, as it happens, into a file that can be replayed."""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import NamedTuple

from tui_voice import __version__
from tui_voice.config.paths import append_private
from tui_voice.engine.event_log import Direction
from tui_voice.engine.recording import (
    FORMAT,
    Beginning,
    Censoring,
    NotARecordingError,
    beginning_line,
    event_line,
)
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import Event, HistoryFailed

WAITING = 4_000
"""Events that may wait for a slow disk: some 40 seconds of a conversation, at most 100 MB."""

CLOSE_S = 2.0
"""How long leaving waits for the last lines: a disk that hangs must not hold the program."""

log = logging.getLogger(__name__)


class _Noted(NamedTuple):
    at: float
    direction: Direction
    event: Event | ClientEffect


class EventRecorder:
    """Fits the engine's ``Recorder``. Made on the event loop's thread.

    One thread writes; every line is with the operating system as soon as that can be, so that a
    crash, even a kill, loses no more than the last moments.
    """

    def __init__(
        self,
        path: Path,
        beginning: Beginning,
        censor: Censoring,
        post: Callable[[Event], None],
        now: Callable[[], float],
    ) -> None:
        self._path = path
        self._beginning = beginning
        self._censor = censor
        self._post = post
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._waiting = Queue[_Noted | None](WAITING)
        self._failed = False  # both threads set it; neither ever takes it back
        # A daemon: the program can end while a disk hangs.
        self._thread = Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def note(self, at: float, direction: Direction, event: Event | ClientEffect) -> None:
        """Begin to write an event; returns at once."""
        if self._failed:
            return
        try:
            self._waiting.put_nowait(_Noted(at, direction, event))
        except Full:
            self._give_up("the disk is too slow")

    async def close(self) -> None:
        """Write what is still to be written; posts nothing more."""
        self._post = _drop
        with suppress(Full):
            self._waiting.put_nowait(None)
        await asyncio.to_thread(self._thread.join, CLOSE_S)

    # ── on the thread that writes ────────────────────────────────────────────────────────────

    def _work(self) -> None:
        try:
            with os.fdopen(append_private(self._path), "ab", buffering=0) as file:
                # Whatever a crash left of a last line is ended first.
                before = b"\n" if os.fstat(file.fileno()).st_size else b""
                file.write(before + beginning_line(self._beginning, __version__, self._censor))
                while (noted := self._waiting.get()) is not None and not self._failed:
                    file.write(event_line(*noted, self._censor))
        except OSError as problem:
            self._give_up(problem.strerror or str(problem))

    # ── on either ────────────────────────────────────────────────────────────────────────────

    def _give_up(self, why: str) -> None:
        self._failed = True
        message = f"The conversation goes on, but its events are not recorded: {self._path}: {why}."
        log.warning("%s", message)
        with suppress(RuntimeError):  # the loop has gone, and the program with it
            self._loop.call_soon_threadsafe(self._tell, message)

    def _tell(self, message: str) -> None:
        self._post(HistoryFailed(message, self._now()))


def check_recordable(path: Path) -> None:
    """Make sure that events can be recorded at the end of this file, which is made if missing.

    Raises ``OSError``, and ``NotARecordingError`` where something else is in it already.
    """
    os.close(append_private(path))
    if not path.is_file():
        return  # a pipe, or the like: nothing was in it before
    with path.open("rb") as file:
        first = file.readline(200)
    if first.strip() and FORMAT.encode() not in first:
        raise NotARecordingError("it holds something else")


def _drop(event: Event) -> None:
    """Nobody listens any more."""

"""The memory of conversations: every finished turn, and its sound, goes to disk as it happens."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Condition, Thread

from tui_voice.conversation.kept import KeptTurn
from tui_voice.history.database import connect
from tui_voice.history.sounds import Sound, SoundWriter
from tui_voice.history.troubles import TROUBLES, words_for
from tui_voice.history.writer import Connect, Writer
from tui_voice.session.events import Event, HistoryFailed

CLOSE_S = 2.0
"""How long leaving waits for the last turns: a disk that hangs must not hold the program."""

SOUND_BYTES = 64 * 1024 * 1024
"""What may wait for a slow disk: 22 minutes, for answers come faster than they are heard."""

TOO_SLOW = "the disk is too slow. Make it faster"

log = logging.getLogger(__name__)


class HistoryStore:
    """Fits the engine's ``History``. Made on the event loop's thread.

    One thread writes, in the order of ``keep``; it and the file are made with the first turn, so
    that an app that was only opened leaves nothing. ``conversation_id`` goes on with an earlier
    conversation. ``connect`` opens the file.

    Between the two threads stands a dictionary of the turns to be written: it holds each turn
    once, in its newest form, so that a slow disk can neither make it long nor fall far behind.
    What could not be written waits there, too, and is tried again with the next turn and at the
    end. Sound waits beside it up to ``SOUND_BYTES``; when there is more, or where it cannot be
    written, no more of it is kept.
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
        self._changed = Condition()  # guards all below, which both threads touch
        self._waiting: dict[str, KeptTurn | None] = {}
        self._sounds: list[Sound] = []
        self._sound_bytes = 0
        self._news = False
        """Something came since it was last tried to write."""
        self._closed = False
        self._failed = False
        """Turns could not be written when it was last tried, which was said. Only the thread that
        writes touches it."""
        self._deaf = False
        """Sound could not be kept, and is not any more."""

    def keep(self, turn: KeptTurn) -> None:
        """Begin to write a finished turn; returns at once."""
        with self._changed:
            if self._closed:
                return
            self._waiting[turn.item.id] = turn
            self._notify()
        self._begin()

    def forget(self, item_id: str) -> None:
        """Begin to take a turn out again, if it was kept; returns at once."""
        with self._changed:
            if self._thread is None or self._closed:
                return
            self._waiting[item_id] = None
            self._notify()

    def keep_sound(self, item_id: str, pcm: bytes) -> None:
        """Begin to add sound to what is kept of an item; returns at once."""
        self._keep_sound(Sound(item_id, pcm))

    def end_sound(self, item_id: str, samples: int) -> None:
        """Nothing more comes of the item; keep only its first ``samples``; returns at once."""
        self._keep_sound(Sound(item_id, samples=samples))

    async def close(self) -> None:
        """Write what is still to be written and release everything; posts nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, CLOSE_S)

    def _keep_sound(self, sound: Sound) -> None:
        with self._changed:
            if self._closed or self._deaf:
                return
            if self._sound_bytes + len(sound.pcm) > SOUND_BYTES:
                self._give_up_sound(TOO_SLOW)
                return
            self._sounds.append(sound)
            self._sound_bytes += len(sound.pcm)
            self._notify()
        self._begin()

    def _notify(self) -> None:
        self._news = True
        self._changed.notify()

    def _begin(self) -> None:
        if self._thread is None:
            # A daemon: the program can end while a disk hangs.
            self._thread = Thread(target=self._work, name="history", daemon=True)
            self._thread.start()

    # ── on the thread that writes ────────────────────────────────────────────────────────────

    def _work(self) -> None:
        sound_writer = SoundWriter(self._path)
        while self._wait():
            try:
                with closing(Writer(self._path, self._conversation_id, self._connect)) as writer:
                    self._write(writer, sound_writer)
            except TROUBLES as problem:
                self._wait_for_better_times(problem)

    def _write(self, writer: Writer, sound_writer: SoundWriter) -> None:
        """Write what comes, to the end. What could not be written is not forgotten."""
        while self._wait():
            turns, sounds = self._next()
            try:
                writer.write(turns)
            except TROUBLES:
                self._put_back(turns)
                raise
            self._failed = False
            self._conversation_id = writer.named()
            if sounds:
                self._write_sound(sound_writer, self._conversation_id, sounds)

    def _wait(self) -> bool:
        """Wait until there is something to write; false when there will be nothing any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._news or self._closed)
            return bool(self._waiting or self._sounds)

    def _next(self) -> tuple[Mapping[str, KeptTurn | None], Sequence[Sound]]:
        """The turns and the sound to write now; None for a turn to forget."""
        with self._changed:
            turns, sounds = self._waiting, self._sounds
            self._news = False
            self._waiting = {}
            self._sounds, self._sound_bytes = [], 0
        return turns, sounds

    def _write_sound(
        self, writer: SoundWriter, conversation_id: str, sounds: Sequence[Sound]
    ) -> None:
        try:
            writer.write(conversation_id, sounds)
        except OSError as problem:
            with self._changed:
                self._give_up_sound(words_for(problem, self._path.parent))

    def _put_back(self, turns: Mapping[str, KeptTurn | None]) -> None:
        with self._changed:
            self._waiting = {**turns, **self._waiting}

    def _wait_for_better_times(self, problem: Exception) -> None:
        with self._changed:
            self._news = False
            self._deaf = True
            self._sounds.clear()
            if self._closed:
                self._waiting.clear()
        if not self._failed:
            self._failed = True
            words = words_for(problem, self._path)
            self._warn(f"nothing of it is kept: {words}; the next turn then brings all that waits.")

    # ── on either ────────────────────────────────────────────────────────────────────────────

    def _give_up_sound(self, words: str) -> None:
        if not self._deaf:
            self._deaf = True
            self._sounds.clear()
            self._warn(f"no more of its sound is kept: {words}, then start tui-voice again.")

    def _warn(self, loss: str) -> None:
        message = f"The conversation goes on, but {loss}"
        log.warning("%s", message)
        with suppress(RuntimeError):  # the loop has gone, and the program with it
            self._loop.call_soon_threadsafe(self._tell, message)

    def _tell(self, message: str) -> None:
        if not self._closed:
            self._post(HistoryFailed(message, self._now()))

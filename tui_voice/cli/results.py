"""Standard output of the commands without a screen: results, and nothing else."""

import json
import os
import stat
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TextIO

from tui_voice.ui.inert import inert


class Results:
    """Results as they come: made inert, written at once, and quiet where nobody reads any more.

    ``unread`` is called once, when whoever read them has gone (``… | head -1``).
    """

    def __init__(self, stream: TextIO, unread: Callable[[], object]) -> None:
        self._stream = stream
        self._unread = unread
        self.are_read = True
        """Somebody reads them still."""

    @property
    def on_terminal(self) -> bool:
        """Whether a person reads them as they come."""
        return self._stream.isatty()

    def write(self, text: str) -> None:
        """Write text, which may come from a server."""
        self._write(inert(text))

    def write_json(self, found: Any) -> None:
        """Write one line of JSON."""
        self._write(json_line(found) + "\n")

    @contextmanager
    def watched(self) -> Generator[None]:
        """Notice at once that the reader has gone, not only with the next words.

        On the event loop's thread. Elsewhere than on Unix, and for what is no pipe, the next words
        notice it.
        """
        # Imported here: who writes no results as they come needs no event loop.
        import asyncio

        if sys.platform == "win32" or not _is_pipe(self._stream):
            yield
            return
        loop, descriptor = asyncio.get_running_loop(), self._stream.fileno()

        def gone() -> None:
            loop.remove_reader(descriptor)
            self._leave()

        # There is nothing to read at this end: it becomes readable when the other is closed.
        loop.add_reader(descriptor, gone)
        try:
            yield
        finally:
            loop.remove_reader(descriptor)

    def _write(self, text: str) -> None:
        if not self.are_read:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        if self.are_read:
            self.are_read = False
            _let_go(self._stream)
            self._unread()


def results(unread: Callable[[], object]) -> Results:
    """Those of this program. What the terminal's encoding has no character for becomes ``?``."""
    if isinstance(reconfigure := getattr(sys.stdout, "reconfigure", None), Callable):
        reconfigure(errors="replace")
    return Results(sys.stdout, unread)


def json_line(found: Any) -> str:
    """``found`` as JSON in one line that no terminal obeys; readers get back what went in."""
    text = json.dumps(found, ensure_ascii=False)
    return "".join(c if inert(c) == c else json.dumps(c)[1:-1] for c in text)


def _is_pipe(stream: TextIO) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    except OSError:  # a stream without a descriptor
        return False


def _let_go(stream: TextIO) -> None:
    """Let what is still to be flushed go nowhere: Python would complain of it when we leave."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

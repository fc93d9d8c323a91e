"""A program in a terminal of 100 by 30 cells, watched byte by byte."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

COLUMNS, ROWS = 100, 30
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What a terminal says of itself, whoever takes the figures: how much is drawn depends on it."""

TIMEOUT_S = 60.0


class Terminal:
    """What the program has written, and a way to type."""

    def __init__(self, descriptor: int, process_id: int) -> None:
        self._descriptor = descriptor
        self.process_id = process_id
        self.written = b""

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def until(self, wanted: bytes, begin: int = 0) -> float:
        """Read until ``wanted`` has been written after the byte ``begin``; the time then."""
        deadline = time.perf_counter() + TIMEOUT_S
        while wanted not in self.written[begin:]:
            if not self._read(deadline - time.perf_counter()):
                raise TimeoutError(
                    f"{wanted!r} was not written; the last was {self.written[-400:]!r}"
                )
        return time.perf_counter()

    def pause(self, seconds: float) -> None:
        """Read what comes in that time."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            self.written += os.read(self._descriptor, 1 << 16)
        except OSError:  # Linux says so when the program has ended
            return False
        return True


@contextmanager
def program(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """Run Python with these arguments in a home of its own; it is ended with the block."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home, "tui-voice", "config.toml")
        settings.parent.mkdir()
        settings.touch()  # somebody who has been here before is not welcomed
        variables = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            **{f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
            "HOME": home,
            **TERMINAL,
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, env=variables, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        try:
            yield Terminal(ours, process.pid)
        finally:
            process.kill()
            process.wait()
            os.close(ours)

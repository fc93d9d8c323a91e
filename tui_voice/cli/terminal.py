"""The terminal belongs to the screen: nothing else may write to it."""

import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tui_voice.config.paths import append_private

LOG_BYTES = 1_000_000
"""A log larger than this is set aside as ``.1`` at the next start."""


@contextmanager
def private_terminal(log_file: Path) -> Generator[None]:
    """Give Textual a copy of the terminal and point file descriptor 2 at the log.

    PortAudio, ALSA and other C libraries write to descriptor 2, which is also where Textual
    draws. This must happen before Textual or sounddevice is imported; redirecting while the app
    runs would freeze the screen. Raises ``OSError`` when the log cannot be opened.
    """
    if log_file.exists() and log_file.stat().st_size > LOG_BYTES:
        log_file.replace(log_file.with_suffix(".log.1"))
    log = append_private(log_file)
    sys.stderr.flush()
    terminal = os.dup(2)
    os.dup2(log, 2)
    os.close(log)
    old = sys.__stderr__
    screen = io.TextIOWrapper(
        os.fdopen(terminal, "wb", closefd=False), encoding="utf-8", write_through=True
    )
    sys.__stderr__ = screen  # pyright: ignore[reportAttributeAccessIssue] # Final in typeshed
    try:
        yield
    finally:
        screen.flush()
        sys.__stderr__ = old  # pyright: ignore[reportAttributeAccessIssue]
        os.dup2(terminal, 2)
        os.close(terminal)


def let_go_of_a_lost_terminal() -> None:
    """When the window is gone, let what is still drawn go nowhere instead of failing for ever.

    Textual would wait for a writer that has died of the first error, and start anew on the SIGCONT
    that the system sends after a hang-up. Leaves a terminal that is still there alone.
    """
    screen = sys.__stderr__
    if screen is None or screen.isatty():
        return
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, screen.fileno()):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def read_piped_secret() -> str:
    """The first line of standard input; afterwards the keyboard is standard input again.

    Raises ``OSError`` where there is no terminal to return to.
    """
    secret = sys.stdin.readline().strip()
    if not os.isatty(0):
        keyboard = os.open("CONIN$" if sys.platform == "win32" else "/dev/tty", os.O_RDWR)
        os.dup2(keyboard, 0)
        os.close(keyboard)
    return secret

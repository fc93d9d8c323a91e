"""A shell in a terminal of its own, and somebody who presses what its programs wait for."""

import os
import pty
import re
import select
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 60.0

ON_FAILURE = "{ code=$?; [[ $code == 130 ]] || exit $code; } 2>/dev/null"
"""Ctrl-C is a way to end a command."""

ABOUT_TO = "⟩ "
"""Stands before each command as the shell tells that it runs it."""
CLEARED = "\r\x1b[2K"
"""What stood in the line is gone."""
CTRL_C, CTRL_Q = b"\x03", b"\x11"
PRESSED: tuple[tuple[str, bytes], ...] = (
    (r"\x1b\]2;(?:● )?tui-voice: (?!connecting|reconnecting|not )", CTRL_Q),  # the app's title
    (r"listens on http\S+ \(end it with Ctrl-C\)", CTRL_C),
    (r"listening … 0:02 \(Ctrl-C ends\)", CTRL_C),
    (ABOUT_TO + r"tui-voice ctl status [^\n]*--follow\r\n[^\n⟩]+\n", CTRL_C),
    (r"\[y/N\]: ", b"y\r"),
    (r"\n\[connected[^\n]*\]", b"q\r"),  # the app without a screen
)
"""What is pressed at the sight of what."""


@dataclass(frozen=True)
class Ended:
    """How the shell ended, and what was on its terminal, the commands among it."""

    code: int
    screen: str

    @property
    def told(self) -> str:
        """What the commands wrote."""
        lines = self.screen.replace("\r\n", "\n").split("\n")
        written = (line.rpartition(CLEARED)[2] for line in lines)
        return "\n".join(line for line in written if not line.startswith(ABOUT_TO[0]))


def run(script: str, folder: Path, environment: Mapping[str, str]) -> Ended:
    """Run a script of bash to its end; Ctrl-C ends one of its programs, a failure all of it.

    Raises ``AssertionError`` with what was told where it does not end.
    """
    strict = f"PS4='{ABOUT_TO}'; set -o pipefail; trap '{ON_FAILURE}' ERR; set -x\n"
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe("bash", ["bash", "-c", f"{strict}{script}\n:"], dict(environment))
    told, seen = "", 0
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    deadline = time.monotonic() + TIMEOUT_S
    try:
        while piece := _read(terminal, deadline):
            told += decoder.decode(piece)
            while found := _first(told, seen):
                seen, keys = found
                os.write(terminal, keys)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        raise AssertionError(f"It does not end; until now:\n{told}") from None
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    return Ended(os.waitstatus_to_exitcode(status), told)


def _read(terminal: int, deadline: float) -> bytes:
    """What comes next; nothing at the end. Raises ``TimeoutError``."""
    ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
    if not ready:
        raise TimeoutError
    try:
        return os.read(terminal, 65_536)
    except OSError:  # nobody holds the other end any more
        return b""


def _first(told: str, seen: int) -> tuple[int, bytes] | None:
    """The first sight beyond what was seen: where it ends, and what is pressed."""
    found = [
        (match.end(), keys)
        for sight, keys in PRESSED
        if (match := re.compile(sight).search(told, seen))
    ]
    return min(found, default=None)

"""What is written to terminals that can do little, byte by byte."""

import os
import re
import select
import struct
import subprocess
import sys
from pathlib import Path

import pytest

# Windows has none of these.
fcntl = pytest.importorskip("fcntl")
pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

COLUMNS, ROWS = 80, 24
PLAIN = "0|1|2|3|4|7|22|23|24|27|39|49"
"""Codes that choose no colour; 39 and 49 are the terminal's own."""
SIXTEEN = f"{PLAIN}|3[0-7]|4[0-7]|9[0-7]|10[0-7]"
TERMINALS = {
    "linux console": ({"TERM": "linux"}, SIXTEEN),
    "xterm": ({"TERM": "xterm"}, SIXTEEN),
    "screen": ({"TERM": "screen"}, SIXTEEN),
    "no colour": ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, PLAIN),
    "no colour, linux console": ({"TERM": "linux", "NO_COLOR": "1"}, PLAIN),
}


def written(home: Path, variables: dict[str, str], size: tuple[int, int], wanted: bytes) -> bytes:
    """What the app writes until ``wanted`` is on the screen."""
    ours, theirs = pty.openpty()
    columns, rows = size
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    places = {f"XDG_{kind}_HOME": str(home) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **places, **variables}
    command = [sys.executable, "-m", "tui_voice", "--offline", "--input", "none"]
    app = subprocess.Popen(
        [*command, "--output", "none"], stdin=theirs, stdout=theirs, stderr=theirs, env=env
    )
    os.close(theirs)
    seen = b""
    try:
        while wanted not in seen:
            assert select.select([ours], [], [], 30)[0], f"the last was {seen[-300:]!r}"
            seen += os.read(ours, 65_536)
    finally:
        app.kill()
        app.wait()
        os.close(ours)
    return seen


@pytest.mark.parametrize("terminal", TERMINALS)
def test_no_colour_is_written_that_the_terminal_does_not_have(
    tmp_path: Path, terminal: str
) -> None:
    variables, allowed = TERMINALS[terminal]
    seen = written(tmp_path, variables, (COLUMNS, ROWS), b"Type a message")
    codes = {code for match in re.findall(rb"\x1b\[([\d;]*)m", seen) for code in match.split(b";")}
    assert codes
    assert [code for code in codes if not re.fullmatch(allowed, code.decode())] == []


@pytest.mark.parametrize("size", [(40, 12), (300, 100)])
def test_the_smallest_and_the_largest_terminal_show_the_message_box(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    assert b"Type a message" in written(tmp_path, {"TERM": "tmux"}, size, b"Type a message")

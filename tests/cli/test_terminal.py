"""The terminal belongs to the screen."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tui_voice.cli.terminal import LOG_BYTES, private_terminal

CHILD = """
import os, sys
from pathlib import Path
from tui_voice.cli.terminal import private_terminal

with private_terminal(Path(sys.argv[1])):
    os.write(2, b"noise of a library\\n")
    print("a warning", file=sys.stderr)
    sys.__stderr__.write("the screen\\n")
os.write(2, b"after\\n")
"""


def test_what_libraries_print_goes_to_the_log_and_the_screen_to_the_terminal(tmp_path: Path):
    log = tmp_path / "log"
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(log)], capture_output=True, text=True, check=True
    )
    assert child.stderr == "the screen\nafter\n"
    assert log.read_text() == "noise of a library\na warning\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_log_that_has_grown_large_is_set_aside(tmp_path: Path):
    log = tmp_path / "tui-voice.log"
    much = "x" * (LOG_BYTES + 1)
    log.write_text(much)
    with private_terminal(log):
        pass
    assert log.read_text() == ""
    assert (tmp_path / "tui-voice.log.1").read_text() == much


LEFT_ALONE = """
import os, signal, sys
from pathlib import Path
from tui_voice.cli.terminal import let_go_of_a_lost_terminal, private_terminal

def hear(*_):
    let_go_of_a_lost_terminal()
    os.write(sys.__stderr__.fileno(), b"still drawing")
    os._exit(7)

with private_terminal(Path(sys.argv[1])):
    signal.signal(signal.SIGHUP, hear)
    sys.__stderr__.write("ready")
    sys.__stderr__.flush()
    while True:
        signal.pause()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no hang-up")
def test_when_the_window_is_gone_what_is_still_drawn_goes_nowhere(tmp_path: Path):
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", LEFT_ALONE, str(tmp_path / "log")])
    assert os.read(terminal, 100) == b"ready"
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7

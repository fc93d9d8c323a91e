"""What sound libraries write to descriptor 2 reaches nobody; what is for people does."""

import subprocess
import sys

WRITES = """
import os, sys
from tui_voice.cli.quiet import quiet_libraries

try:
    with quiet_libraries() as people:
        os.write(2, b"ALSA lib pcm.c: Unknown PCM\\n")
        people.write("for people\\n")
        {in_the_middle}
except BaseException as ended:
    print(type(ended).__name__)
os.write(2, b"jack server is not running\\n")
"""


def told(in_the_middle: str) -> tuple[str, str]:
    """What is on both streams in the end."""
    code = WRITES.format(in_the_middle=in_the_middle)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout, ran.stderr


def test_afterwards_everything_is_heard_again():
    assert told("pass") == ("", "for people\njack server is not running\n")
    assert told("os.stat('gone')")[1] == "for people\njack server is not running\n"


def test_after_ctrl_c_what_libraries_still_write_is_not_heard():
    assert told("raise KeyboardInterrupt") == ("KeyboardInterrupt\n", "for people\n\n")

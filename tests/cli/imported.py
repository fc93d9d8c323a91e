"""What a command imports: a person waits for it."""

import subprocess
import sys

HEAVY = ("aiohttp", "numpy", "openai", "sounddevice", "soxr", "textual", "msgspec", "tomlkit")
"""Packages that no help, no version, no mistake and no list waits for."""


def heavy_after(*commands: tuple[str, ...], heavy: tuple[str, ...] = HEAVY) -> str:
    """Which of the heavy ones are there after the first command that imports any; none: empty."""
    code = f"""
import contextlib, io, sys
from tui_voice.cli.main import exit_code, tui_voice

for words in {commands!r}:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exit_code(tui_voice, [*words])
    if found := [name for name in {heavy!r} if name in sys.modules]:
        print(words, found)
        break
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout

"""The lines that go into tmux's settings file are lines that tmux understands."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

RECIPE = ROOT / "docs" / "recipes" / "tmux.md"
COMMANDS = ROOT / "docs" / "commands.md"


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")
def test_the_lines_for_its_settings_file_are_understood(tmp_path: Path):
    text = RECIPE.read_text(encoding="utf-8") + COMMANDS.read_text(encoding="utf-8")
    lines = re.findall(r"^`?((?:set|bind-key) .*?)(?:`|$)", text, re.MULTILINE)
    assert len(lines) > 5
    settings = tmp_path / "tmux.conf"
    settings.write_text("\n".join(lines) + "\n")
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    started = [*tmux, "new-session", "-d", "cat", ";", "source-file", str(settings)]
    try:
        ran = subprocess.run(started, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)

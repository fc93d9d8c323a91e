"""A place where only the apps of one test are met."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_voice.config.paths import runtime_folder


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the sockets; its name is short, as a socket's must be."""
    if sys.platform == "win32":
        pytest.skip("no Unix sockets")
    with tempfile.TemporaryDirectory(prefix="tv") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield runtime_folder()

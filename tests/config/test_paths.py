"""Folders and files are for their owner only."""

import os
import stat
from pathlib import Path

import pytest

from tui_voice.config.paths import (
    append_private,
    config_file,
    history_file,
    log_file,
    private_folder,
    save_beside_log,
)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="the folders below are those of Linux")
def test_everything_has_its_place_under_the_persons_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for kind in ("config", "data", "state"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / kind))
    assert config_file() == tmp_path / "config" / "tui-voice" / "config.toml"
    assert not config_file().parent.exists(), "reading settings leaves nothing behind"
    assert history_file() == tmp_path / "data" / "tui-voice" / "history.db"
    assert not history_file().parent.exists(), "an app that is only opened keeps nothing"
    assert log_file() == tmp_path / "state" / "tui-voice" / "tui-voice.log"
    assert mode_of(log_file().parent) == 0o700


def test_every_folder_that_is_made_is_private_and_one_that_exists_is_left_alone(tmp_path: Path):
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "a" / "b")
    private_folder(tmp_path / "a" / "b")
    assert mode_of(tmp_path) == 0o755
    assert mode_of(tmp_path / "a") == mode_of(tmp_path / "a" / "b") == 0o700


def test_a_private_file_is_appended_to(tmp_path: Path):
    path = tmp_path / "log"
    for line in (b"one\n", b"two\n"):
        with open(append_private(path), "wb") as file:
            file.write(line)
    assert path.read_bytes() == b"one\ntwo\n"
    assert mode_of(path) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="the folders below are those of Linux")
def test_what_is_saved_beside_the_log_replaces_nothing_and_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first, second = save_beside_log("events", "one\n"), save_beside_log("events", "two\n")
    assert [path.read_text(encoding="utf-8") for path in (first, second)] == ["one\n", "two\n"]
    assert mode_of(first) == 0o600

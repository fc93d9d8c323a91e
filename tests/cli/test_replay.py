"""``--record-events`` and ``tui-voice replay``: what is refused is refused in a line."""

import stat
from pathlib import Path

import pytest

from tui_voice.cli.main import exit_code, tui_voice


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for kind in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (None, 1, "Cannot read talk.jsonl: No such file or directory."),
        (b"", 1, "talk.jsonl is no recording that can be read: it is empty."),
        (b"My notes.\n", 1, "it does not begin like one."),
        (b'{"format": "tui-voice events", "version": 99, "at": 1}\n', 1, "newer version"),
        (b'{"format": "tui-voice events", "version": 1, "at": 1}\n', 1, "needs a terminal"),
    ],
)
def test_what_cannot_be_played_back_is_told_in_a_line(
    home: Path, content: bytes | None, code: int, says: str, capsys: pytest.CaptureFixture[str]
):
    if content is not None:
        (home / "talk.jsonl").write_bytes(content)
    assert exit_code(tui_voice, ["replay", "talk.jsonl"]) == code
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


def test_a_file_with_something_else_in_it_is_not_recorded_into(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    (home / "notes.txt").write_text("My notes.\n")
    assert exit_code(tui_voice, ["--record-events", "notes.txt"]) == 2
    assert "notes.txt: it holds something else; name another file." in capsys.readouterr().err
    assert (home / "notes.txt").read_text() == "My notes.\n"


def test_a_file_that_cannot_be_made_is_told_before_the_app_opens(
    capsys: pytest.CaptureFixture[str],
):
    assert exit_code(tui_voice, ["--record-events", "no-such-folder/talk.jsonl"]) == 2
    assert "no-such-folder/talk.jsonl: No such file or directory." in capsys.readouterr().err


def test_the_file_is_its_owners(home: Path, capsys: pytest.CaptureFixture[str]):
    exit_code(tui_voice, ["--record-events", "talk.jsonl", "--turns", "auto"])
    assert stat.S_IMODE((home / "talk.jsonl").stat().st_mode) == 0o600
    assert "--turns must be" in capsys.readouterr().err

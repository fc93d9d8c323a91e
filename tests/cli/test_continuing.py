"""``--continue``: a conversation that is not there is one line, before the app opens."""

import asyncio
from pathlib import Path

import pytest

from tests.history.keeping import keep, said
from tui_voice.cli.kept import kept_conversation
from tui_voice.cli.main import exit_code, tui_voice
from tui_voice.config.paths import history_file


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's conversations are; none yet."""
    for kind in ("data", "config"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / kind))
    return history_file()


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = exit_code(tui_voice, arguments)
    return code, capsys.readouterr().err


def test_the_latest_of_none_is_a_mistake(history: Path, capsys: pytest.CaptureFixture[str]):
    assert told(["--continue"], capsys) == (
        2,
        "tui-voice: No conversation is kept yet. Try 'tui-voice --help'.\n",
    )
    assert not history.exists()


def test_an_unknown_conversation_is_a_mistake_that_names_the_latest(
    history: Path, capsys: pytest.CaptureFixture[str]
):
    asyncio.run(keep(history, said("u1"), conversation_id="20261123-151500-3fa2c1"))
    assert told(["--continue", "1999"], capsys) == (
        2,
        "tui-voice: There is no conversation '1999'. "
        "The latest is '20261123-151500-3fa2c1'. Try 'tui-voice --help'.\n",
    )


def test_a_history_that_cannot_be_read_is_a_failure(
    history: Path, capsys: pytest.CaptureFixture[str]
):
    history.parent.mkdir(parents=True)
    history.write_bytes(b"no database" * 1000)
    code, line = told(["--continue"], capsys)
    assert code == 1
    assert line == (f"tui-voice: The history cannot be read: {history} is damaged. Move it away.\n")


def test_a_conversation_is_found_by_the_beginning_of_its_id_and_the_last_without_one(history: Path):
    asyncio.run(keep(history, said("u1", "one"), conversation_id="first"))
    asyncio.run(keep(history, said("u1", "two"), conversation_id="second"))
    assert kept_conversation("fi").turns[0].item.text == "one"
    assert kept_conversation("last").turns[0].item.text == "two"

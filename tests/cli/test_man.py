"""The manual page says what the commands say, in roff that its readers take."""

import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from tui_voice.cli.main import COMMANDS
from tui_voice.config.settings import MEANINGS

DOCS = Path(__file__).parents[2] / "docs"
MAN = runpy.run_path(str(DOCS / "make_man.py"))
PAGE: Path = MAN["PAGE"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page, made anew."""
    path = tmp_path / PAGE.name
    path.write_text(MAN["manual"](), encoding="utf-8")
    return path


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == MAN["manual"](), "run `make docs`"


@pytest.mark.parametrize("reader", [["mandoc", "-T", "utf8"], ["man", "-l"]], ids=lambda r: r[0])
def test_the_readers_of_manual_pages_show_every_command_and_flag(reader: list[str], page: Path):
    if shutil.which(reader[0]) is None:
        pytest.skip(f"there is no {reader[0]} here")
    ran = subprocess.run([*reader, str(page)], capture_output=True, text=True, check=True)
    shown = subprocess.run(["col", "-b"], input=ran.stdout, capture_output=True, text=True).stdout
    for name in COMMANDS:
        assert f"tui-voice {name}" in shown
    for name, meaning in MEANINGS.items():
        assert (f"--{name.replace('_', '-')}" in shown) or not meaning.flag
    assert 'tui-voice ctl say "What time is it?"' in shown


def test_nothing_in_the_page_is_a_mistake(page: Path):
    if shutil.which("mandoc") is None:
        pytest.skip("there is no mandoc here")
    lint = ["mandoc", "-T", "lint", "-W", "warning", str(page)]
    found = subprocess.run(lint, capture_output=True, text=True, check=False).stdout.splitlines()
    # A date would be another thing to keep up to date.
    assert [line for line in found if "missing date" not in line] == []


@pytest.mark.parametrize(
    ("text", "roff"),
    [
        (".hidden", "\\&.hidden"),
        ("'quoted'", "\\&'quoted'"),
        ("a\\b --flag", "a\\eb \\-\\-flag"),
        ('"words"', "\\(dqwords\\(dq"),
    ],
)
def test_no_letter_is_a_command(text: str, roff: str):
    assert MAN["_escaped"](text) == roff

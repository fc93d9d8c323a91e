"""What holds for every command there is."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.every_command import COMMANDS
from tests.cli.imported import heavy_after
from tests.e2e.commands import environment
from tui_voice.cli.main import exit_code, tui_voice
from tui_voice.cli.options import Command


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_says_what_it_does_has_an_example_and_no_colours(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, [*words, "--help"]) == 0
    told = capsys.readouterr().out
    example = told.partition("Example")[2]
    assert " ".join(("tui-voice", *words)) in example
    assert "\x1b" not in told


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_wrong_flag_is_one_line_on_standard_error_that_leads_to_the_help_of_the_command(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, [*words, "--no-such-flag"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.endswith(f"Try '{' '.join(('tui-voice', *words))} --help'.\n")


def test_the_exit_codes_are_in_the_help(capsys: pytest.CaptureFixture[str]):
    exit_code(tui_voice, ["--help"])
    told = capsys.readouterr().out
    assert "0 done   1 it failed   2 wrong flags or settings   130 ended by Ctrl-C" in told


PRINTING = [
    *("--help", "--version", "ctl --help", "completion zsh", "devices", "check --silent --offline"),
    *("config show", "config show --json", "config path", "profiles --json"),
    *("history list --json", "history search --json train"),
]
"""What prints without a server; of the others tests/e2e has the like."""


@pytest.mark.parametrize("line", PRINTING)
def test_who_stops_reading_is_no_failure_and_nothing_is_said_about_it(line: str, tmp_path: Path):
    closed = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    closed.wait(10)
    ran = subprocess.run(
        [sys.executable, "-m", "tui_voice", *line.split()], env=environment(tmp_path),
        stdout=closed.stdin, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert closed.stdin is not None
    closed.stdin.close()
    assert (ran.returncode, ran.stderr) == (0, "")


def test_no_help_waits_for_anything_heavy():
    assert heavy_after(*((*words, "--help") for words in COMMANDS)) == ""


def test_a_help_names_both_its_keys_whoever_asked_for_it_first() -> None:
    command = Command("first")
    option = command.get_help_option(click.Context(command))
    assert option is not None
    assert option.opts == ["-h", "--help"]

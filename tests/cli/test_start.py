"""The quick way in means what click's way means."""

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui_voice.cli.entrance import plain_flags
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.config.load import SettingsError, from_flags
from tui_voice.config.settings import MEANINGS

SPELT = [f"--{name.replace('_', '-')}" for name, meaning in MEANINGS.items() if meaning.flag]
PIECES = [
    *SPELT,
    *(f"--no-{flag[2:]}" for flag in SPELT),
    *("--plain", "--continue", "--help", "--config", "--", "-h", "serve", "--llm_model"),
    *("none", "", "-", "--turns=manual", "--voice=", "--voice=-x", "--offline=1", "a=b", "--no-"),
]


@click.command(cls=Command)
@click.option("--plain", is_flag=True)
@click.pass_context
def door(context: click.Context, plain: bool) -> None:
    click.echo(repr(sorted(context.ensure_object(FrontDoor).flags.items())))


@given(st.lists(st.sampled_from(PIECES), max_size=5))
@settings(deadline=None)
@example(["--offline", "--input", "none", "--output=none", "--no-history"])
def test_flags_that_are_read_quickly_are_read_as_click_reads_them(arguments: list[str]) -> None:
    flags = plain_flags(arguments)
    if flags is not None:
        told = CliRunner().invoke(door, arguments, env={"TUI_VOICE_CONFIG": None})
        if isinstance(told.exception, SettingsError):
            with pytest.raises(SettingsError, match=re.escape(str(told.exception))):
                from_flags(flags)
        else:
            assert told.output == f"{sorted(flags.items())!r}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--plain"],
        ["--continue"],
        ["serve"],
        ["--voice"],
        ["--vioce", "ash"],
        ["--voice", "--offline"],
        ["--no-voice"],
        ["--offline=yes"],
        ["--bell"],
        ["--help"],
    ],
)
def test_what_is_more_than_flags_of_settings_is_left_to_click(arguments: list[str]) -> None:
    assert plain_flags(arguments) is None


def test_flags_alone_are_read_without_click() -> None:
    flags = plain_flags(["--offline", "--input", "none", "--voice=ash"])
    assert flags == {"offline": True, "input": "none", "voice": "ash"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('click' in sys.modules))\n"
        "from tui_voice.cli.start import main\n"
        "main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )


def test_a_wrong_value_is_told_as_ever() -> None:
    ran = run("--turns", "auto")
    assert ran.returncode == 2
    assert ran.stderr == (
        "tui-voice: --turns must be manual, server_vad or semantic_vad, not 'auto'.\n"
    )


def test_a_failure_to_open_the_app_is_one_line() -> None:
    ran = run("--offline")
    assert ran.returncode == 1
    assert ran.stderr == (
        "tui-voice: The app needs a terminal for its keys and its screen: over SSH 'ssh -t' gives "
        "it one, and --plain needs none.\n"
    )

"""The front door: help, exit codes, and one line for every mistake."""

import click
import pytest

from tests.cli.imported import heavy_after
from tui_voice import __version__
from tui_voice.cli.main import COMMANDS, exit_code, tui_voice
from tui_voice.config.load import SettingsError
from tui_voice.config.settings import MEANINGS


@click.command()
@click.option("--wrong")
def fails(wrong: str | None) -> int:
    match wrong:
        case "settings":
            raise SettingsError("config.toml is not valid TOML.")
        case "failure":
            raise click.ClickException("The server refused the key.")
        case "interrupt":
            raise KeyboardInterrupt
        case _:
            return 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 0, ""),
        (["--wrong", "settings"], 2, "tui-voice: config.toml is not valid TOML.\n"),
        (["--wrong", "failure"], 1, "tui-voice: The server refused the key.\n"),
        (["--wrong", "interrupt"], 130, "\n"),
    ],
)
def test_each_way_to_end_has_its_exit_code_and_at_most_one_line(
    arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
):
    assert exit_code(fails, arguments) == code
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize("arguments", [["--vioce", "ash"], ["--voice"], ["no-such-command"]])
def test_a_wrong_command_line_is_answered_in_one_line_that_leads_to_the_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("tui-voice: ")
    assert told.endswith("Try 'tui-voice --help'.\n")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "meant"), [(["hystorry"], "history"), (["history", "lisst"], "list")]
)
def test_a_command_that_is_spelt_wrong_is_guessed(
    typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, typed) == 2
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


@pytest.mark.parametrize("group", ["config", "ctl", "history"])
def test_a_group_of_commands_that_is_called_alone_shows_its_help_and_nothing_else(
    group: str, capsys: pytest.CaptureFixture[str]
):
    exit_code(tui_voice, [group, "--help"])
    shown = capsys.readouterr().out
    assert exit_code(tui_voice, [group]) == 2
    assert capsys.readouterr() == ("", shown)


def test_a_wrong_value_is_said_before_the_app_opens(capsys: pytest.CaptureFixture[str]):
    assert exit_code(tui_voice, ["--turns", "auto"]) == 2
    assert capsys.readouterr().err == (
        "tui-voice: --turns must be manual, server_vad or semantic_vad, not 'auto'.\n"
    )


def test_a_settings_file_that_is_named_but_not_there_is_a_mistake(
    capsys: pytest.CaptureFixture[str],
):
    assert exit_code(tui_voice, ["--config", "nowhere.toml"]) == 2
    assert capsys.readouterr().err == "tui-voice: nowhere.toml: there is no such file.\n"


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]):
    assert exit_code(tui_voice, ["--version"]) == 0
    assert capsys.readouterr().out == f"tui-voice {__version__}\n"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_help_names_every_flag_every_command_the_keys_and_examples(
    flag: str, capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, [flag]) == 0
    told = capsys.readouterr().out
    for name, meaning in MEANINGS.items():
        assert (f"--{name.replace('_', '-')}" in told) == meaning.flag
    for word in (*COMMANDS, "--config", "--version", "Examples:", "space, ctrl+r", "escape"):
        assert word in told


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("--turns", "auto")])
def test_nothing_heavy_is_imported_for_help_version_or_a_wrong_flag(arguments: tuple[str, ...]):
    assert heavy_after(arguments) == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_found_where_it_is_said_to_be(
    name: str, capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, [name, "--help"]) == 0
    assert f"tui-voice {name}" in capsys.readouterr().out

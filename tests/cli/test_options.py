"""The flags that every command shares."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tui_voice.cli.options import FrontDoor, Group
from tui_voice.config.load import SettingsError
from tui_voice.config.settings import Turns


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def house(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        _show(context.ensure_object(FrontDoor))


@house.command()
@click.pass_obj
def room(door: FrontDoor) -> None:
    _show(door)


@house.command()
@click.pass_obj
def cellar(door: FrontDoor) -> None:
    click.echo("needs no settings")


def _show(door: FrontDoor) -> None:
    settings = door.settings
    click.echo(f"{settings.model} {settings.voice} {settings.turns} {settings.offline}")


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(house, arguments, env={"TUI_VOICE_CONFIG": None, **environment})


def shown(*arguments: str, **environment: str) -> list[str]:
    result = run(*arguments, **environment)
    assert result.exit_code == 0, result.output
    return result.output.split()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text('model = "from-file"\nvoice = "ash"\noffline = true\n')
    return path


def test_flags_lie_over_the_environment_and_the_file(file: Path):
    got = shown("--config", str(file), "--voice", "marin", TUI_VOICE_TURNS="server_vad")
    assert got == ["from-file", "marin", Turns.SERVER_VAD, "True"]


def test_the_settings_file_can_be_named_by_the_environment(file: Path):
    assert shown(TUI_VOICE_CONFIG=str(file))[:2] == ["from-file", "ash"]


def test_a_switch_has_its_opposite(file: Path):
    assert shown("--config", str(file), "--no-offline")[3] == "False"


def test_flags_before_and_after_a_command_count_and_the_later_one_wins(file: Path):
    got = shown(
        "--config", str(file), "--model", "m", "--voice", "coral", "room", "--voice", "sage"
    )
    assert got[:2] == ["m", "sage"]
    assert shown("room", "--config", str(file))[:2] == ["from-file", "ash"]


def test_a_command_without_need_of_settings_runs_beside_a_broken_file(file: Path):
    file.write_text("broken = = \n")
    assert shown("--config", str(file), "cellar") == ["needs", "no", "settings"]
    assert isinstance(run("--config", str(file), "room").exception, SettingsError)


def test_the_file_named_is_the_one_that_is_saved_to(file: Path):
    assert FrontDoor(config=file).settings_path == file
    assert FrontDoor().settings_path.name == "config.toml"

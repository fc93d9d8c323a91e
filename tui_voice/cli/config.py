"""``tui-voice config``: the settings in force, and the file they are kept in."""

import os
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.options import FrontDoor, Group
from tui_voice.cli.results import json_line
from tui_voice.cli.suggestions import setting_names, setting_values
from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import SettingsError, parsed

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tui_voice.config.origins import Origin


@click.group(cls=Group)
def config() -> None:
    """Show and change the settings; the file is yours to edit, too.

    \b
    Examples:
      tui-voice config show
      tui-voice config set voice marin
      tui-voice config edit
    """


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_obj
def show(door: FrontDoor, as_json: bool) -> None:
    """Print every setting in force and where its value comes from.

    The lines are those of a settings file. What looks like a secret is left out.

    \b
    Examples:
      tui-voice config show
      tui-voice config show --profile teacher | grep -v default
      tui-voice config show --json | jq -r .voice.value
    """
    from tui_voice.config.origins import origins

    door.check()
    found = origins(door.settings_path, os.environ, door.flags)
    if as_json:
        click.echo(json_line({name: _told(origin) for name, origin in found.items()}))
        return
    lines = {f"{name} = {json_line(_shown(each.value))}": each for name, each in found.items()}
    width = min(60, max(len(line) for line in lines))
    for line, origin in lines.items():
        where = f"{origin.source} {origin.where}".rstrip()
        click.echo(f"{line:{width}}  # {where}")


@config.command()
@click.pass_obj
def path(door: FrontDoor) -> None:
    """Print where the settings file is, or would be.

    \b
    Example:
      cp config.example.toml "$(tui-voice config path)"
    """
    click.echo(door.settings_path)


@config.command()
@click.pass_obj
def edit(door: FrontDoor) -> None:
    """Open the settings file in your editor ($VISUAL, $EDITOR), and check it afterwards.

    Exit code 2 when it cannot be used so; the file stays as you left it.

    \b
    Example:
      EDITOR=nano tui-voice config edit
    """
    from tui_voice.config.file import TomlSettingsFile
    from tui_voice.config.load import load_settings

    file = door.settings_path
    if not file.exists():
        _written(TomlSettingsFile(file), {})
    click.edit(filename=str(file))
    load_settings(file, {}, {})


def _complete_value(
    context: click.Context, _argument: click.Parameter, begun: str
) -> "list[CompletionItem]":
    return setting_values(str(context.params.get("key")), context, begun)


@config.command("set")
@click.argument("key", shell_complete=setting_names)
@click.argument("value", shell_complete=_complete_value)
@click.pass_obj
def set_(door: FrontDoor, key: str, value: str) -> None:
    """Write the setting KEY into the file; comments and all else stay.

    What the profile in force sets is written there. A value that begins with a hyphen comes after
    '--'.

    \b
    Examples:
      tui-voice config set turns server_vad
      tui-voice config set --profile teacher voice ash
      tui-voice config set token_file -- -
    """
    from tui_voice.config.file import TomlSettingsFile
    from tui_voice.config.origins import Source, origins
    from tui_voice.config.written import advice, read_settings_file

    if key not in MEANINGS:
        raise SettingsError(f"There is no setting '{key}'. {advice(key, value)}")
    try:
        wanted = parsed(key, value)
    except SettingsError as problem:
        raise SettingsError(f"'{key}' {problem}.") from None
    file = door.settings_path
    if key == "profile" and wanted and wanted not in read_settings_file(file).profiles:
        raise SettingsError(f"There is no profile '{wanted}' in {file}.")
    _written(TomlSettingsFile(file, door.settings.profile), {key: wanted})
    origin = origins(file, os.environ, door.flags)[key]
    if origin.source in (Source.FLAG, Source.ENVIRONMENT):
        click.echo(f"Written; but as long as it is set, {origin.where} counts more.", err=True)


def _written(file: Any, changes: dict[str, Any]) -> None:
    try:
        file.save(changes)
    except OSError as problem:
        raise click.ClickException(f"The settings cannot be written: {problem}") from None


def _told(origin: "Origin") -> dict[str, Any]:
    return {**origin._asdict(), "value": _shown(origin.value)}


def _shown(value: Any) -> Any:
    """A value without anything that looks like a key or a token."""
    from tui_voice.engine.event_log import redacted

    return redacted(value) if isinstance(value, str) else value

"""``tui-voice profiles``: the profiles of the settings file."""

import click

from tui_voice.cli.options import Command, FrontDoor
from tui_voice.cli.results import json_line


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
@click.pass_obj
def profiles(door: FrontDoor, as_json: bool) -> None:
    """List the profiles: tables [profiles.NAME] of the settings file, the one in force with a *.

    \b
    Examples:
      tui-voice profiles
      tui-voice profiles --json | jq -r '.[].name'
      tui-voice --profile teacher
    """
    from tui_voice.config.written import read_settings_file

    in_force = door.settings.profile
    found = read_settings_file(door.settings_path).profiles
    if as_json:
        listed = [
            {"name": name, "in_force": name == in_force, "settings": values}
            for name, values in found.items()
        ]
        click.echo(json_line(listed))
        return
    for name, values in found.items():
        told = ", ".join(f"{key} = {json_line(value)}" for key, value in values.items())
        click.echo(f"{'*' if name == in_force else ' '} {name}  {told}".rstrip())
    if not found:
        click.echo(f"There are none in {door.settings_path}.", err=True)

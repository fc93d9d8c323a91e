"""``tui-voice devices``: the sound devices, and which of them really open."""

import json
from dataclasses import asdict
from typing import Any

import click

from tui_voice.cli.options import Command

# PortAudio is imported when the command runs, not when the commands are listed.


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def devices(as_json: bool) -> int:
    """List microphones and speakers; each is opened for a moment.

    A name, a part of it or the number is what --input and --output take. Exit code 1 where no
    microphone or no speaker opens.

    \b
    Examples:
      tui-voice devices
      tui-voice devices --json | jq -r '.[] | select(.opened) | .name'
    """
    from tui_voice.audio.device_names import Direction
    from tui_voice.audio.errors import SoundError
    from tui_voice.audio.portaudio import version
    from tui_voice.audio.survey import Surveyed, survey
    from tui_voice.cli.asides import asides
    from tui_voice.cli.quiet import quiet_libraries

    def described(device: Surveyed) -> dict[str, Any]:
        return {**asdict(device), "direction": device.direction.noun}

    with quiet_libraries() as people, asides(people).shown(lambda: "opening each device …"):
        found = list(survey())
    try:
        version()
    except SoundError as problem:
        click.echo(problem, err=True)
    if as_json:
        click.echo(json.dumps([described(device) for device in found], ensure_ascii=False))
    for direction in Direction:
        ours = [device for device in found if device.direction is direction]
        if not as_json:
            click.echo(f"{direction.noun.capitalize()}s:" if ours else f"No {direction.noun}.")
            for device in ours:
                click.echo(_line(device))
    opening = {device.direction for device in found if device.opened}
    return 0 if len(opening) == len(Direction) else 1


def _line(device: Any) -> str:
    if device.opened:
        channels = device.opened.channels
        how = f"{device.opened.rate_hz} Hz, {channels} channel{'s' if channels > 1 else ''}"
    else:
        how = device.trouble
    mark = "*" if device.is_default else " "
    return f" {mark}{device.index:3}  {device.name}  ({how})"

"""``--continue``: go on with an earlier conversation."""

from dataclasses import replace

import click

from tui_voice.cli.options import FrontDoor
from tui_voice.cli.suggestions import conversation_ids

LAST = "last"
"""As ``history.naming`` has it, which brings the database: no help waits for that."""


def _note(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    door = context.ensure_object(FrontDoor)
    if value is not None:
        context.obj = replace(door, continued=value)


continue_option = click.option(
    "--continue",
    metavar="[ID]",
    is_flag=False,
    flag_value=LAST,
    expose_value=False,
    callback=_note,
    help="Go on with an earlier conversation: an ID or its beginning; without one, the last.",
    shell_complete=conversation_ids,
)
"""Gives a command that holds a conversation the flag; what it names is ``FrontDoor.continued``."""

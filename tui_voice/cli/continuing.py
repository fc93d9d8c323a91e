"""``--continue``: go on with an earlier conversation."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tui_voice.cli.options import FrontDoor
from tui_voice.cli.suggestions import conversation_ids
from tui_voice.config.paths import history_file

if TYPE_CHECKING:
    from tui_voice.history.reading import KeptConversation

LAST = "last"


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


def earlier_conversation(wanted: str) -> "KeptConversation":
    """The conversation that is meant: an id, an unambiguous beginning of it, or ``last``.

    Raises ``click.UsageError`` where there is none, ``click.ClickException`` where the history
    cannot be read.
    """
    # Imported here: only who goes on with something pays for the database.
    from tui_voice.history.naming import UnknownConversationError, named
    from tui_voice.history.reading import HistoryError, load

    path = history_file()
    try:
        found = load(path, named(path, wanted))
    except UnknownConversationError as problem:
        raise click.UsageError(str(problem)) from problem
    except HistoryError as problem:
        raise click.ClickException(str(problem)) from problem
    if found is None:  # deleted in this very moment
        raise click.UsageError(f"There is no conversation '{wanted}' any more.")
    return found

"""``--continue``: go on with an earlier conversation."""

from typing import TYPE_CHECKING

import click

from tui_voice.cli.suggestions import conversation_ids
from tui_voice.config.paths import history_file

if TYPE_CHECKING:
    from tui_voice.history.reading import KeptConversation

LATEST = "latest"

continue_option = click.option(
    "--continue",
    "continued",
    metavar="[ID]",
    is_flag=False,
    flag_value=LATEST,
    help="Go on with an earlier conversation; without an ID, with the latest.",
    shell_complete=conversation_ids,
)
"""Gives a command the parameter ``continued``: an id, ``latest``, or None."""


def earlier_conversation(wanted: str) -> "KeptConversation":
    """The conversation of this id, or the latest.

    Raises ``click.UsageError`` where there is none, ``click.ClickException`` where the history
    cannot be read.
    """
    # Imported here: only who goes on with something pays for the database.
    from tui_voice.history.reading import HistoryError, latest, load

    path = history_file()
    try:
        newest = latest(path)
        found = load(path, newest or "" if wanted == LATEST else wanted)
    except HistoryError as problem:
        raise click.ClickException(str(problem)) from problem
    if found is None:
        known = f"The latest is '{newest}'." if newest else "None is kept yet."
        raise click.UsageError(f"There is no conversation '{wanted}' to continue. {known}")
    return found

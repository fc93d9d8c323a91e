"""``--continue``: go on with an earlier conversation."""

from typing import TYPE_CHECKING

import click

from tui_voice.cli.suggestions import conversation_ids
from tui_voice.config.paths import history_file

if TYPE_CHECKING:
    from tui_voice.history.reading import KeptConversation

LAST = "last"

continue_option = click.option(
    "--continue",
    "continued",
    metavar="[ID]",
    is_flag=False,
    flag_value=LAST,
    help="Go on with an earlier conversation: an ID or its beginning; without one, the last.",
    shell_complete=conversation_ids,
)
"""Gives a command the parameter ``continued``: what names a conversation, or None."""


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

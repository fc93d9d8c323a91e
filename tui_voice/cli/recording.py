"""``--record-events``: a file of all that happens, for ``tui-voice replay`` and for bug reports."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_voice.cli.options import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui_voice.engine.ports import Recorder
    from tui_voice.session.events import Event
    from tui_voice.session.state import State


def _check(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    """Note the file in the ``FrontDoor``; what is wrong with it is said before anything begins."""
    if value is None or context.resilient_parsing:
        return
    # Imported here: the help needs none of it.
    from tui_voice.engine.recorder import check_recordable
    from tui_voice.engine.recording import NotARecordingError

    try:
        check_recordable(value)
    except OSError as problem:
        raise click.BadParameter(f"{value}: {problem.strerror}.", param=option) from problem
    except NotARecordingError as problem:
        raise click.BadParameter(f"{value}: {problem}; name another file.", param=option) from None
    context.obj = replace(context.ensure_object(FrontDoor), record_events=value)


record_events_option = click.option(
    "--record-events",
    metavar="FILE.jsonl",
    type=click.Path(path_type=Path, dir_okay=False),
    expose_value=False,
    callback=_check,
    help="Write all that happens into a file, at its end, sound too but no secrets; to replay.",
)
"""Gives a command that holds a conversation the flag; the file is ``FrontDoor.record_events``."""


def recorder_of(
    path: Path | None,
    state: "State",
    environment: "Mapping[str, str]",
    post: "Callable[[Event], None]",
    now: "Callable[[], float]",
) -> "Recorder":
    """What records a conversation that begins with ``state``. On the event loop's thread."""
    if path is None:
        from tui_voice.engine.unrecorded import Unrecorded

        return Unrecorded()
    from tui_voice.engine.censor import Censor
    from tui_voice.engine.recorder import EventRecorder
    from tui_voice.engine.recording import Beginning

    today, items = state.facts.today, state.conversation.items
    beginning = Beginning(now(), state.settings, today, items, state.typed)
    return EventRecorder(path, beginning, Censor(environment), post, now)

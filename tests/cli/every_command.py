"""Every command there is, found as click finds them."""

from collections.abc import Iterator

import click

from tui_voice.cli.main import tui_voice
from tui_voice.cli.options import FrontDoor

Words = tuple[str, ...]
"""What a command is called by: ``("history", "list")``; nothing is the app."""


def _below(command: click.Command, *above: str) -> Iterator[tuple[Words, click.Command]]:
    yield above, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _below(below, *above, name)


COMMANDS = dict(_below(tui_voice))
"""The app, every command, every group and what is in it."""


def needed(command: click.Command) -> list[str]:
    """Arguments that will do where a command cannot be called without."""
    return [
        next(iter(argument.type.choices)) if isinstance(argument.type, click.Choice) else "it"
        for argument in command.params
        if isinstance(argument, click.Argument) and argument.required
    ]


def read(arguments: list[str]) -> FrontDoor:
    """What a command line says to its command, which is not run. Raises ``ClickException``."""
    context = tui_voice.make_context("tui-voice", arguments)
    while isinstance(group := context.command, click.Group):
        rest = [*context._protected_args, *context.args]
        if not rest:
            break
        name, command, arguments = group.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, arguments, parent=context)
    return context.ensure_object(FrontDoor)

"""Write docs/flags.md: what every command's --help says."""

from collections.abc import Iterator
from pathlib import Path

import click

from tui_voice.cli.main import tui_voice

PAGE = Path(__file__).with_name("flags.md")
WIDTH = 100

_PAGE = """\
# Every flag

What `--help` says, command by command; the manual page [tui-voice.1](tui-voice.1) has the same.
[commands.md](commands.md) tells what the commands do. This page is made by `make docs`.
"""


def page() -> str:
    """The page, in Markdown."""
    usual = {**tui_voice.context_settings, "terminal_width": WIDTH}
    root = click.Context(tui_voice, info_name="tui-voice", **usual)
    return _PAGE + "".join(_told(tui_voice, root))


def _told(command: click.Command, context: click.Context) -> Iterator[str]:
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    yield f"\n## `{context.command_path}`\n\n```text\n"
    yield "\n".join(lines) + "\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _told(below, click.Context(below, parent=context, info_name=name))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""Write docs/tui-voice.1, the manual page, from the commands."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from textwrap import wrap

import click

from tui_voice.cli.main import tui_voice
from tui_voice.cli.options import flags_of_the_app

PAGE = Path(__file__).with_name("tui-voice.1")
NAME = "tui-voice"
WIDTH = 70
"""Letters in a line of the source, so that a change shows as little more than itself."""

FIRST, *_, LAST = flags_of_the_app()
EVERY_COMMAND = (
    f"Every command takes the options above from {FIRST.opts[0]} to {LAST.opts[0]}, in front of"
    " its name or behind it."
)

ENVIRONMENT = {
    "TUI_VOICE_NAME": "Any setting, its name in capitals: TUI_VOICE_VOICE. Empty is not set.",
    "TUI_VOICE_CONFIG": "The settings file, as --config.",
    "TUI_VOICE_TOKEN": "An ephemeral secret that was minted elsewhere.",
    "OPENAI_API_KEY": "The key that ephemeral secrets are minted with.",
    "OPENAI_BASE_URL": "The server, where TUI_VOICE_BASE_URL is not set.",
    "NO_COLOR": "Where it is set, the screen has no colours.",
    "VISUAL, EDITOR": "The editor of 'config edit'.",
}
FILES = {
    "$XDG_CONFIG_HOME/tui-voice/config.toml": "The settings (~/.config on Linux).",
    "$XDG_DATA_HOME/tui-voice/history.db": "The conversations (~/.local/share on Linux).",
    "$XDG_STATE_HOME/tui-voice/tui-voice.log": "The log (~/.local/state on Linux).",
    "$XDG_RUNTIME_DIR/tui-voice/PID.sock": "Where 'ctl' reaches a running app; yours alone.",
}


def manual() -> str:
    """The page, in the man macros of roff."""
    root = click.Context(tui_voice, info_name=NAME, **tui_voice.context_settings)
    lines = [
        '.\\" Made by `make docs` from the commands.',
        '.TH TUI-VOICE 1 "" "tui-voice" "User Commands"',
        ".SH NAME",
        f"tui\\-voice \\- {_escaped(_lower_first(_help(tui_voice)).rstrip('.'))}",
        ".SH SYNOPSIS",
        *(".B tui\\-voice", "[\\fIOPTIONS\\fR]", ".br", ".B tui\\-voice"),
        "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        ".SH OPTIONS",
        *_options(root),
        ".SH COMMANDS",
        *_filled(EVERY_COMMAND),
        *_commands(root),
    ]
    for title, block in _sections(tui_voice.epilog or ""):
        lines += [f".SH {title}", *block]
    for title, entries in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)):
        lines.append(f".SH {title}")
        for term, says in entries.items():
            lines += [".TP", f".B {_escaped(term)}", *_filled(says)]
    return "\n".join(lines) + "\n"


def _commands(above: click.Context) -> Iterator[str]:
    """Every command below, those of groups after their group."""
    if not isinstance(above.command, click.Group):
        return
    for name in above.command.list_commands(above):
        command = above.command.get_command(above, name) or click.Command(name)
        context = click.Context(command, info_name=name, parent=above)
        words = " ".join((context.command_path, *command.collect_usage_pieces(context)))
        yield f'.SS "{_escaped(words)}"'
        yield from _prose("\n\n".join(filter(None, (_help(command), command.epilog))))
        yield from _options(context)
        yield from _commands(context)


def _options(context: click.Context) -> Iterator[str]:
    """Those that the command's help explains; ``--help`` itself is explained once."""
    command = context.command
    for option in command.params if context.parent else command.get_params(context):
        if isinstance(option, click.Option) and (record := option.get_help_record(context)):
            yield from (".TP", f".B {_escaped(record[0])}", *_filled(record[1]))


def _prose(text: str) -> Iterator[str]:
    """Paragraphs; those that click is told to leave as they are (``\\b``) stay as they are."""
    for number, paragraph in enumerate(cleandoc(text).split("\n\n")):
        if number:
            yield ".PP"
        if paragraph.startswith("\b"):
            yield from _verbatim(paragraph.strip("\b\n").split("\n"))
        else:
            yield from _filled(paragraph)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of the main help, each under its first line."""
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            title, *lines = paragraph.strip("\b\n").split("\n")
            yield title.rstrip(":").upper(), list(_verbatim(lines))
        else:
            yield "SETTINGS AND SECRETS", list(_filled(paragraph))


def _filled(text: str) -> Iterator[str]:
    return map(_escaped, wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False))


def _verbatim(lines: list[str]) -> Iterator[str]:
    yield ".nf"
    yield from map(_escaped, lines)
    yield ".fi"


def _help(command: click.Command) -> str:
    return cleandoc(command.help or "")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _escaped(text: str) -> str:
    """Text as roff shows it: no letter is a command, and a hyphen can be copied as one."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return re.sub(r"^([.'])", r"\\&\1", text)


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")

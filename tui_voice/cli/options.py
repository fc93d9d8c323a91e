"""The flags of the app, which every command takes, and the settings they lead to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from textwrap import wrap
from typing import Any

import click

from tui_voice.cli.suggestions import values_of
from tui_voice.config.load import from_flags, load_settings
from tui_voice.config.settings import MEANINGS, Settings
from tui_voice.config.values import DEFAULTS, SettingsError

CONFIG_VARIABLE = "TUI_VOICE_CONFIG"

_METAVARS = {
    "profile": "NAME",
    "model": "NAME",
    "voice": "NAME",
    "input": "DEVICE",
    "output": "DEVICE",
    "base_url": "URL",
    "llm": "URL",
    "llm_model": "NAME",
    "stt": "URL",
    "tts": "URL",
    "token_file": "FILE",
}


@dataclass(frozen=True)
class FrontDoor:
    """What the command line said. A command gets it with ``@click.pass_obj``.

    Nothing is read before ``settings`` is asked for, so a command that needs none works beside a
    broken file.
    """

    flags: Mapping[str, Any] = field(default_factory=dict[str, Any])
    config: Path | None = None
    """The file named by ``--config``."""
    continued: str | None = None
    """The conversation to go on with, as ``--continue`` names it."""
    record_events: Path | None = None
    """The file named by ``--record-events``."""

    @property
    def settings_path(self) -> Path:
        """The file that settings are read from and saved to; it need not exist."""
        from tui_voice.config.paths import config_file

        return self.config or config_file()

    def check(self) -> None:
        """Raises ``SettingsError`` where a file was named that is not there."""
        if self.config is not None and not self.config.exists():
            raise SettingsError(f"{self.config}: there is no such file.")

    @cached_property
    def settings(self) -> Settings:
        """The settings in force. Raises ``SettingsError``."""
        self.check()
        return load_settings(self.settings_path, os.environ, self.flags)


class AppFlag(click.Option):
    """A flag of the app: explained in the app's own help, and only named in that of a command."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its line among the options; none below the app."""
        return None if ctx.parent else super().get_help_record(ctx)

    @property
    def short(self) -> str:
        """Its name, with that of its opposite."""
        return f"--[no-]{self.opts[0][2:]}" if self.secondary_opts else self.opts[0]


HELP_NAMES = ("-h", "--help")


class Command(click.Command):
    """Takes the flags of the app after its own name, too; they go into the ``FrontDoor``.

    Those after the name count before those in front of it. Where a command has a flag of the same
    name, that one counts, and what stands in front of the name is its default.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters behind the flags of the app."""
        own = super().get_params(ctx)
        names = {each.name for each in own}
        return [*(flag for flag in flags_of_the_app() if flag.name not in names), *own]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands behind the name."""
        ctx.default_map = dict(ctx.ensure_object(FrontDoor).flags)
        return super().parse_args(ctx, args)

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """The same for each: click keeps the option with the names of its first context."""
        return list(HELP_NAMES)

    def get_short_help_str(self, limit: int = 100) -> str:
        """What tab tells of it: a sentence, not its first words alone."""
        return super().get_short_help_str(limit)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own options, and the names of those of the app."""
        super().format_options(ctx, formatter)
        if ctx.parent is None:
            return
        flags = [flag.short for flag in self.get_params(ctx) if isinstance(flag, AppFlag)]
        title = f"Flags of the app ('{ctx.find_root().command_path} --help' explains them)"
        with formatter.section(title):
            width = formatter.width - formatter.current_indent
            for line in wrap(" ".join(flags), width, break_on_hyphens=False):
                formatter.write_text(line)


class Group(Command, click.Group):
    """Commands that take the flags of the app, as it does itself."""

    command_class = Command


@cache
def flags_of_the_app() -> tuple[AppFlag, ...]:
    """``--config`` and a flag for each setting that has one."""
    config = AppFlag(
        ["--config"],
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar=CONFIG_VARIABLE,
        expose_value=False,
        callback=_note_config,
        help="Settings file, instead of the one in your configuration folder.",
    )
    return config, *(_flag(name) for name, meaning in MEANINGS.items() if meaning.flag)


def _flag(name: str) -> AppFlag:
    default = getattr(DEFAULTS, name)
    spelling = f"--{name.replace('_', '-')}"
    is_switch = isinstance(default, bool)
    return AppFlag(
        [f"{spelling}/--no-{spelling[2:]}" if is_switch else spelling, name],
        metavar=None if is_switch else _metavar(name, default),
        default=None,
        expose_value=False,
        callback=_note_flag,
        help=MEANINGS[name].help,
        shell_complete=None if is_switch else values_of(name),
    )


def _metavar(name: str, default: object) -> str:
    if isinstance(default, StrEnum):
        return "|".join(type(default))
    return _METAVARS.get(name, "TEXT")


def _note_flag(context: click.Context, option: click.Parameter, value: Any) -> None:
    door = context.ensure_object(FrontDoor)
    if value is None:
        return
    flag = {str(option.name): value}
    if not context.resilient_parsing:
        from_flags(flag)  # what is wrong with it is said, also where no setting is read
    context.obj = replace(door, flags={**door.flags, **flag})


def _note_config(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    door = context.ensure_object(FrontDoor)
    if value is not None:
        context.obj = replace(door, config=value)

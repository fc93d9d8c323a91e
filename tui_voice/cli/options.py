"""The flags that every command shares, and the settings they lead to."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click

from tui_voice.cli.suggestions import values_of
from tui_voice.config.load import load_settings
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

AnyCommand = TypeVar("AnyCommand", bound="Callable[..., Any] | click.Command")


@dataclass(frozen=True)
class FrontDoor:
    """What the command line said. A command gets it with ``@click.pass_obj``.

    Nothing is read before ``settings`` is asked for, so a command that needs none works beside a
    broken file.
    """

    flags: Mapping[str, Any] = field(default_factory=dict[str, Any])
    config: Path | None = None
    """The file named by ``--config``."""
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


def settings_options(command: AnyCommand) -> AnyCommand:
    """Give a command ``--config`` and a flag for each setting that has one.

    They go into the ``FrontDoor`` rather than to the function; those after a subcommand's name
    count before those in front of it.
    """
    for name in reversed([name for name, meaning in MEANINGS.items() if meaning.flag]):
        command = _flag(name)(command)
    return click.option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar=CONFIG_VARIABLE,
        expose_value=False,
        callback=_note_config,
        help="Settings file, instead of the one in your configuration folder.",
    )(command)


def _flag(name: str) -> Callable[[AnyCommand], AnyCommand]:
    default = getattr(DEFAULTS, name)
    spelling = f"--{name.replace('_', '-')}"
    is_switch = isinstance(default, bool)
    return click.option(
        f"{spelling}/--no-{spelling[2:]}" if is_switch else spelling,
        name,
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
    if value is not None:
        context.obj = replace(door, flags={**door.flags, option.name: value})


def _note_config(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    door = context.ensure_object(FrontDoor)
    if value is not None:
        context.obj = replace(door, config=value)

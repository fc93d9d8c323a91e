"""The front door as most people come in: nothing is imported that the first frame can do without.

click takes a tenth of the time to the first frame. Where the command line is nothing but plain
flags of settings, it is read here; everything else, every mistake among it, is click's.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from tui_voice.config.load import load_settings
from tui_voice.config.paths import config_file
from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import DEFAULTS, SettingsError

ELSEWHERE = ("TUI_VOICE_CONFIG", "_TUI_VOICE_COMPLETE")
"""Variables that are click's to obey: another settings file, and the shell's completion."""


def enter() -> NoReturn:
    """Run the command line and leave with its exit code."""
    flags = plain_flags(sys.argv[1:])
    if flags is None or any(os.environ.get(name) for name in ELSEWHERE):
        return _by_click()
    path = config_file()
    try:
        settings = load_settings(path, os.environ, flags)
    except SettingsError:
        return _by_click()  # which says what is wrong
    from tui_voice.cli.app import run_app

    try:
        sys.exit(run_app(settings, path, flags=flags))
    except (Exception, KeyboardInterrupt) as problem:
        from tui_voice.cli.main import told

        sys.exit(told(problem))


def plain_flags(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The settings (name → value, not read yet) of a command line of flags alone.

    None where there is anything else, or anything that could be read in another way.
    """
    flags: dict[str, Any] = {}
    rest = iter(arguments)
    for argument in rest:
        spelling, assigned, value = argument.partition("=")
        name = spelling.removeprefix("--").replace("-", "_")
        off = name.startswith("no_")
        switch = name.removeprefix("no_")
        if _is_flag(switch) and isinstance(getattr(DEFAULTS, switch), bool):
            if assigned or spelling != _spelt(switch, off=off):
                return None
            flags[switch] = not off
        elif _is_flag(name) and spelling == _spelt(name):
            value = value if assigned else next(rest, "-")
            if value.startswith("-"):
                return None
            flags[name] = value
        else:
            return None
    return flags


def _is_flag(name: str) -> bool:
    return name in MEANINGS and MEANINGS[name].flag


def _spelt(name: str, *, off: bool = False) -> str:
    return f"--{'no-' if off else ''}{name.replace('_', '-')}"


def _by_click() -> NoReturn:
    from tui_voice.cli.main import main

    main()

"""Where each setting in force comes from."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from tui_voice.config.load import load_settings, variables_of
from tui_voice.config.settings import MEANINGS
from tui_voice.config.written import read_settings_file


class Source(StrEnum):
    """What a setting can come from, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    PROFILE = "profile"
    FILE = "file"
    DEFAULT = "default"


class Origin(NamedTuple):
    """The value in force, its source, and there the flag, variable, profile or file."""

    value: Any
    source: Source
    where: str = ""


def origins(
    file: Path, environment: Mapping[str, str], flags: Mapping[str, Any]
) -> dict[str, Origin]:
    """Every setting with its origin. Takes and raises what ``load_settings`` does."""
    settings = load_settings(file, environment, flags)
    written = read_settings_file(file)
    chosen = written.profiles.get(settings.profile, {})

    def origin(name: str) -> tuple[Source, str]:
        if flags.get(name) is not None:
            return Source.FLAG, f"--{name.replace('_', '-')}"
        for variable in variables_of(name):
            if environment.get(variable):
                return Source.ENVIRONMENT, variable
        if name in chosen:
            return Source.PROFILE, settings.profile
        if name in written.values:
            return Source.FILE, str(file)
        return Source.DEFAULT, ""

    return {name: Origin(getattr(settings, name), *origin(name)) for name in MEANINGS}

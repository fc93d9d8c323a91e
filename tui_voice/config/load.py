"""The settings in force: flag over environment over profile over file over default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_voice.config.settings import MEANINGS, Settings
from tui_voice.config.values import SettingsError, checked, parsed
from tui_voice.config.written import Written, read_settings_file

__all__ = ["SettingsError", "from_flags", "load_settings", "variables_of"]

_PREFIX = "TUI_VOICE_"
_ALSO = {"base_url": "OPENAI_BASE_URL"}


def load_settings(
    file: Path | None, environment: Mapping[str, str], flags: Mapping[str, Any]
) -> Settings:
    """Read every source and lay one over the other.

    ``file`` may be absent, on disk or altogether. In ``environment`` an empty variable counts as
    not set; in ``flags`` (setting's name → value, text is parsed) None does. Raises
    ``SettingsError`` naming the file, variable or flag at fault.
    """
    written = Written() if file is None else read_settings_file(file)
    above = _from_environment(environment) | from_flags(flags)
    profile = above.get("profile", written.values.get("profile", ""))
    if profile and profile not in written.profiles:
        raise SettingsError(_no_profile(profile, written, environment, flags))
    return Settings(**{**written.values, **written.profiles.get(profile, {}), **above})


def variables_of(name: str) -> tuple[str, ...]:
    """The environment variables that set ``name``, the strongest first."""
    own = _PREFIX + name.upper()
    return (own, _ALSO[name]) if name in _ALSO else (own,)


def from_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The values of flags (setting's name → value, text is parsed). Raises ``SettingsError``."""
    return {
        name: _read(f"--{name.replace('_', '-')}", name, value)
        for name, value in flags.items()
        if value is not None
    }


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in MEANINGS:
        variable = next((v for v in variables_of(name) if environment.get(v)), None)
        if variable is not None:
            values[name] = _read(variable, name, environment[variable])
    return values


def _no_profile(
    name: str, written: Written, environment: Mapping[str, str], flags: Mapping[str, Any]
) -> str:
    where = f"{written.profile_at}: 'profile'"
    if flags.get("profile"):
        where = "--profile"
    elif environment.get(_PREFIX + "PROFILE"):
        where = _PREFIX + "PROFILE"
    there = f"There are: {', '.join(written.profiles)}." if written.profiles else "There are none."
    return f"{where} names a profile that is not in the settings file, '{name}'. {there}"


def _read(where: str, name: str, value: object) -> Any:
    try:
        return parsed(name, value) if isinstance(value, str) else checked(name, value)
    except SettingsError as problem:
        raise SettingsError(f"{where} {problem}.") from None

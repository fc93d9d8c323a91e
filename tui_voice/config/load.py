"""The settings in force: flag over environment over file over default."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_voice.config.settings import MEANINGS, Settings
from tui_voice.config.values import SettingsError, checked, parsed

__all__ = ["SettingsError", "load_settings", "variables_of"]

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
    values = {} if file is None else _from_file(file)
    values |= _from_environment(environment)
    values |= _from_flags(flags)
    return Settings(**values)


def variables_of(name: str) -> tuple[str, ...]:
    """The environment variables that set ``name``, the strongest first."""
    own = _PREFIX + name.upper()
    return (own, _ALSO[name]) if name in _ALSO else (own,)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in MEANINGS:
        variable = next((v for v in variables_of(name) if environment.get(v)), None)
        if variable is not None:
            values[name] = _read(variable, name, environment[variable])
    return values


def _from_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _read(f"--{name.replace('_', '-')}", name, value)
        for name, value in flags.items()
        if value is not None
    }


def _read(where: str, name: str, value: object) -> Any:
    try:
        return parsed(name, value) if isinstance(value, str) else checked(name, value)
    except SettingsError as problem:
        raise SettingsError(f"{where} {problem}.") from None


def _from_file(file: Path) -> dict[str, Any]:
    text = _text_of(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{file} is not valid TOML: {problem}.") from None
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{file}{_line_of(key, text)}"
        if key not in MEANINGS:
            raise SettingsError(f"{where}: unknown key '{key}'. {_advice(key, value)}")
        try:
            values[key] = checked(key, value)
        except SettingsError as problem:
            raise SettingsError(f"{where}: '{key}' {problem}.") from None
    return values


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # editors on Windows write the mark
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not a text file in UTF-8.") from None
    except OSError as problem:
        raise SettingsError(f"{file} cannot be read: {problem.strerror}.") from None


def _line_of(key: str, text: str) -> str:
    """``, line N`` where the key stands, or nothing where it is written in some unusual way."""
    at = re.search(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return f", line {text.count(chr(10), 0, at.end()) + 1}" if at else ""


def _advice(key: str, value: object) -> str:
    from difflib import get_close_matches  # only a mistake pays for it

    if isinstance(value, dict):
        return "Settings stand at the top of the file, not in [tables]."
    near = get_close_matches(key, MEANINGS, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    if re.search("key|secret|password", key, re.IGNORECASE):
        return "Secrets never stand in this file: set OPENAI_API_KEY, or 'token_command'."
    return f"The keys are: {', '.join(MEANINGS)}."

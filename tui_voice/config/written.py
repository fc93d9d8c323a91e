"""What the person's settings file says, read and checked: settings, profiles, keys."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from tui_voice.config.keys import Keymap, KeysError, keymap
from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import SettingsError, checked

_HEADING = r"^[ \t]*\[([^\[\]\n]+)\]"


class Written(NamedTuple):
    """A settings file. ``profiles`` holds the settings of each by its name."""

    values: Mapping[str, Any] = MappingProxyType({})
    profiles: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    keys: Keymap = Keymap()
    profile_at: str = ""
    """Where the file chooses a profile: itself and the line."""


def read_settings_file(file: Path) -> Written:
    """Read it; a file that is not there says nothing.

    Raises ``SettingsError`` naming file and line.
    """
    text = _text_of(file)
    if not text:
        return Written()
    import tomllib  # only who has a settings file waits for it

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{file} is not valid TOML: {problem}.") from None
    page = _Page(file, text)
    profiles = page.table(table.pop("profiles", {}), "profiles")
    for name, values in profiles.items():
        profiles[name] = page.settings(page.table(values, "profiles", name), "profiles", name)
        if "profile" in profiles[name]:
            where = page.where("profile", "profiles", name)
            raise SettingsError(f"{where}: a profile cannot choose another profile.")
    keys = page.table(table.pop("keys", {}), "keys")
    try:
        chosen = keymap(keys)
    except KeysError as problem:
        raise SettingsError(f"{page.where(problem.action, 'keys')}: {problem}") from None
    return Written(page.settings(table), profiles, chosen, page.where("profile"))


class _Page:
    """The text of the file, to name the line of a mistake."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text

    def where(self, key: str, *table: str) -> str:
        """``FILE, line N``, without the line where the key is written in some unusual way."""
        line = _line_of(self._text, key, table)
        return f"{self._file}, line {line}" if line else str(self._file)

    def table(self, value: object, *path: str) -> dict[str, Any]:
        """What should be a table."""
        if not isinstance(value, dict):
            *above, name = path
            where = self.where(name, *above)
            raise SettingsError(f"{where}: '{name}' must be a table, [{'.'.join(path)}].")
        return cast("dict[str, Any]", value)  # keys of TOML are text

    def settings(self, table: Mapping[str, Any], *path: str) -> dict[str, Any]:
        """The settings of a table."""
        values: dict[str, Any] = {}
        for key, value in table.items():
            where = self.where(key, *path)
            if key not in MEANINGS:
                raise SettingsError(f"{where}: unknown key '{key}'. {advice(key, value)}")
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


def _line_of(text: str, key: str, table: tuple[str, ...]) -> int:
    """The line on which the key of a table stands, or 0."""
    begin = 0
    if table:
        headings = re.finditer(_HEADING, text, re.MULTILINE)
        heading = next((each for each in headings if _path(each[1]) == table), None)
        if heading is None:
            return 0
        begin = heading.end()
    pattern = re.compile(rf"""^[ \t]*\[*[ \t]*["']?{re.escape(key)}\b""", re.MULTILINE)
    at = pattern.search(text, begin)
    return text.count("\n", 0, at.end()) + 1 if at else 0


def _path(heading: str) -> tuple[str, ...]:
    return tuple(part.strip(" \t\"'") for part in heading.split("."))


def advice(key: str, value: object) -> str:
    """What to do about a key that is no setting, in a sentence."""
    from difflib import get_close_matches  # only a mistake pays for it

    if isinstance(value, dict):
        return "Settings stand at the top of the file, not in [tables]."
    near = get_close_matches(key, MEANINGS, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    if re.search("key|secret|password", key, re.IGNORECASE):
        return "Secrets never stand in this file: set OPENAI_API_KEY, or 'token_command'."
    return f"The keys are: {', '.join(MEANINGS)}."

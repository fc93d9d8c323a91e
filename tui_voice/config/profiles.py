"""The profiles of the settings file, and which settings each of them would put into force."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_voice.config.keys import Keymap
from tui_voice.config.load import load_settings
from tui_voice.config.settings import MEANINGS, Settings
from tui_voice.config.written import read_settings_file

if TYPE_CHECKING:
    from tui_voice.config.file import TomlSettingsFile

GROUP = "conversation"
"""What the app keeps in a profile; others can be written into the file by hand."""

_NAME = r"\w[\w -]{0,39}"


def name_refusal(name: str) -> str:
    """Why a profile cannot be called so, in a sentence; empty when it can."""
    if re.fullmatch(_NAME, name):
        return ""
    return "A name has up to 40 letters, digits, spaces and hyphens, and begins with a letter."


def kept_in_profile(settings: Settings) -> dict[str, Any]:
    """What a profile made of these settings holds."""
    return {
        name: getattr(settings, name)
        for name, meaning in MEANINGS.items()
        if meaning.group == GROUP and name != "profile"
    }


class ProfilesFile:
    """The parts of the person's settings file that are about profiles and keys.

    ``environment`` and ``flags`` are those of this run: they stay above every profile. Methods
    read or write the file, and raise ``OSError`` or ``SettingsError`` with a person's words.
    """

    def __init__(
        self, path: Path, environment: Mapping[str, str], flags: Mapping[str, Any]
    ) -> None:
        self._path = path
        self._environment = environment
        self._flags = flags

    def begin(self) -> None:
        """Make the file where there is none: the next start is not the first one."""
        self._file().save({})

    def profiles(self) -> dict[str, Settings]:
        """By name, the settings that would be in force; the empty name is without a profile."""
        names = ["", *read_settings_file(self._path).profiles]
        return {name: self._settings(name) for name in names}

    def keep(self, name: str, settings: Settings) -> None:
        """Write what is kept in a profile under this name."""
        self._file().keep_profile(name, kept_in_profile(settings))

    def forget(self, name: str) -> None:
        """Delete a profile."""
        self._file().forget_profile(name)

    def keymap(self) -> Keymap:
        """The person's own keys."""
        return read_settings_file(self._path).keys

    def keep_keys(self, keymap: Keymap) -> None:
        """Write the person's own keys."""
        self._file().keep_keys(keymap.chosen)

    def _file(self) -> "TomlSettingsFile":
        # Imported here: reading needs none of what writing does, and the first frame only reads.
        from tui_voice.config.file import TomlSettingsFile

        return TomlSettingsFile(self._path)

    def _settings(self, name: str) -> Settings:
        return load_settings(self._path, self._environment, {**self._flags, "profile": name})

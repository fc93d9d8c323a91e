"""Profiles and keys of a person, in memory."""

from collections.abc import Mapping

from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings


class FakePreferences:
    """Fits the screen's ``Preferences``."""

    def __init__(self, **profiles: Settings) -> None:
        self.kept = {"": Settings(), **profiles}
        self.keymap: Keymap | None = None
        self.begun = False
        self.trouble: OSError | None = None

    def begin(self) -> None:
        self._say()
        self.begun = True

    def profiles(self) -> Mapping[str, Settings]:
        self._say()
        return dict(self.kept)

    def keep(self, name: str, settings: Settings) -> None:
        self._say()
        self.kept[name] = settings

    def forget(self, name: str) -> None:
        self._say()
        del self.kept[name]

    def keep_keys(self, keymap: Keymap) -> None:
        self._say()
        self.keymap = keymap

    def _say(self) -> None:
        if self.trouble is not None:
            raise self.trouble

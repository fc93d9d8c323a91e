"""What the screen needs of the person's profiles and keys, wherever they are kept."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui_voice.config.keys import Keymap
    from tui_voice.config.settings import Settings


class Preferences(Protocol):
    """May block: for a thread. Every method raises ``OSError`` or ``SettingsError``."""

    def begin(self) -> None:
        """Remember that the app was started."""
        ...

    def profiles(self) -> "Mapping[str, Settings]":
        """By name, the settings that would be in force; the empty name is without a profile."""
        ...

    def keep(self, name: str, settings: "Settings") -> None:
        """Keep what belongs into a profile under this name."""
        ...

    def forget(self, name: str) -> None:
        """Delete a profile."""
        ...

    def keep_keys(self, keymap: "Keymap") -> None:
        """Keep the person's own keys."""
        ...

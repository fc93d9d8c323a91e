"""The check, as the screen needs it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui_voice.cli.finding import Finding

# The checks are imported where they begin: the first frame needs none of them.


class ScreenCheckup:
    """Fits the screen's ``Checkup``: the same as ``tui-voice check``, in two parts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def look(self, device: str, output: str) -> "Iterator[Finding]":
        """What is there, without a sound."""
        from tui_voice.cli.check import looks

        return looks(replace(self._settings, input=device, output=output))

    def try_sound(self, device: str, output: str) -> "Iterator[Finding]":
        """Record, play back, look for the echo."""
        from tui_voice.cli.sound_check import trials

        return trials(replace(self._settings, input=device, output=output))

"""The bottom line of a replay: where it stands, how fast it is, and its keys."""

from typing import TYPE_CHECKING

from textual.reactive import var

from tui_voice.config.keys import Keymap
from tui_voice.ui.fields import Field
from tui_voice.ui.widgets.bar import Bar
from tui_voice.ui.words import duration

if TYPE_CHECKING:
    from tui_voice.engine.replay import Progress

QUIET = "$foreground 65% $or-dim"


class ReplayBar(Bar):
    """Position and length, speed, lines that could not be read; hints at the keys."""

    progress: "var[Progress | None]" = var(None)
    """Where the replay stands; None before it has begun."""

    keys: var[Keymap] = var(Keymap)
    """The keys in force."""

    def watch_keys(self) -> None:
        """Other keys, other hints."""
        self.fields = self.facts()

    def watch_progress(self) -> None:
        """It has gone on, or was changed."""
        self.fields = self.facts()

    def facts(self) -> tuple[Field, ...]:
        """The place on the left, keys on the right."""
        at = self.progress
        if at is None:
            return ()
        place, length = duration(int(at.position_s)), duration(int(at.length_s))
        mark = "▶" if at.playing else "❚❚"
        lines = f"{at.skipped} line{'' if at.skipped == 1 else 's'} not read" if at.skipped else ""
        return (
            Field(("replay",), "bold $background on $warning", 0),
            Field((f"{mark:<2} {place:>7} of {length}", place), "", 0),
            Field((f"×{at.speed:g}",), "", 1),
            Field(("" if at.speed == 1 else "no sound", ""), QUIET, 6),
            Field((lines, ""), "$text-warning", 4),
            self._hint("pause" if at.playing else "go on", 5, "talk"),
            self._hint("5 s", 7, "backwards", "forwards"),
            self._hint("speed", 8, "faster", "slower"),
            self._hint("quit", 3, "quit"),
        )

    def _hint(self, word: str, rank: int, *actions: str) -> Field:
        keys = " ".join(map(self.keys.name, actions))
        return Field((f"{keys} {word}", ""), QUIET, rank, right=True, key=keys)

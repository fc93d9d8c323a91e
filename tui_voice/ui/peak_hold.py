"""How a level meter moves: pure ballistics, fed with levels and a clock."""

from typing import NamedTuple

from tui_voice.engine.view import Meter

FLOOR_DB = -60.0
"""The left end of the meter."""
CLIP_DB = -0.3
"""From here on the converter has most likely run out of numbers."""
HOLD_S = 1.5
"""How long a peak stays before it falls."""
CLIP_HOLD_S = 3.0
"""How long the clip mark stays."""
FALL_DB_PER_S = 24.0
"""How fast bar and peak fall, as on a programme meter (IEC 60268-10 type I: 20 dB in 1.7 s, and
faster here because the bar follows speech and not music)."""


class Needles(NamedTuple):
    """What the meter shows, in dBFS, and until when."""

    bar_db: float = FLOOR_DB
    peak_db: float = FLOOR_DB
    held_until: float = 0.0
    clipped_until: float = 0.0
    at: float = 0.0

    @property
    def at_rest(self) -> bool:
        """Nothing is left that would move by itself."""
        return self.bar_db <= FLOOR_DB and self.peak_db <= FLOOR_DB and not self.clipped_until

    def moved(self, level: Meter, now: float) -> "Needles":
        """Where the needles stand at ``now``: up at once, down slowly."""
        fallen = FALL_DB_PER_S * max(0.0, now - self.at)
        needles = self._replace(at=now, bar_db=max(FLOOR_DB, level.rms_db, self.bar_db - fallen))
        if level.peak_db >= self.peak_db:
            needles = needles._replace(
                peak_db=max(FLOOR_DB, level.peak_db), held_until=now + HOLD_S
            )
        elif now >= self.held_until:
            needles = needles._replace(peak_db=max(needles.bar_db, self.peak_db - fallen))
        if level.peak_db >= CLIP_DB:
            return needles._replace(clipped_until=now + CLIP_HOLD_S)
        return needles._replace(clipped_until=0.0) if now >= self.clipped_until else needles

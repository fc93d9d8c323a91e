"""Whether a moment of the answer explains what a microphone hears: then it is echo. Pure.

A room brings sound back later, softer and smeared, and each pitch in its own strength; it adds none
where none was played. So the two are compared in bands, moment against moment. Which delay the echo
has is not asked: it may change in the middle of a word, as it does where a device stutters.
"""

from typing import TYPE_CHECKING, TypeAlias

from tui_voice.audio.level import FULL_SCALE
from tui_voice.audio.pcm import BLOCK_SAMPLES, SAMPLE_BYTES, SAMPLE_RATE_HZ

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bands: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]

EDGES_HZ = (
    *(200, 300, 400, 500, 630, 800, 1_000, 1_250),
    *(1_600, 2_000, 2_500, 3_150, 4_000, 5_000, 6_300, 8_000),
)
"""Thirds of an octave (ISO 266), but 100 Hz below 500: windows of 20 ms tell no finer."""
MOMENTS = 40
"""How far back, in steps of half a window, the answer may have been played: 0.4 s for room and
devices."""
DECAY_DB = 2.0
"""How much a room forgets in such a step at least: 60 dB in 0.3 s, as a furnished one does."""
SILENT_DB = -120.0
SOFTEST_DB = -72.0
"""Under this a band is the hiss of a microphone."""
ABOVE_NOISE_DB = 8.0
"""A band of steady noise is rarely further above the quieter fifth of its windows."""
MOST_DB = 20.0
"""No band counts for more: what is unlike the answer is so in several."""
TELLING_DB = -55.0
"""A band in which less was played tells nothing of how much of it comes back."""
FIRST_WINDOWS = 15
"""A band is judged once so much was played in it (0.3 s): what was heard meanwhile is echo …"""
FIRST_MARGIN_DB = 6.0
"""… of which louder pieces are still to come."""
LOUD_SHARE = 0.9
"""How much of the echo is softer than the coupling that is learnt."""
BELOW_WEIGHT = 0.1
"""Of moments that explain a window alike, the nearest is not much louder than it."""
STEP_DB = 0.5
SLOW_STEP_DB = 0.05
"""How far a window moves the coupling: one that is explained, and one that may be a voice."""
NOISE_STEP_DB = 0.5
"""How far a window moves the noise that is learnt."""
QUIET_SHARE = 0.2
"""How much of the time a band is under its noise."""
UNEXPLAINED_DB = 0.6
"""What is above the echo, as a mean over the bands, when it is more than echo. In the rooms of the
tests no more than three of eight windows of echo are above it, jumps of the delay included."""


class EchoShape:
    """Learns how much of the answers comes back in each band, and compares window after window."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._taper = np.hanning(BLOCK_SAMPLES)
        pitches = np.fft.rfftfreq(BLOCK_SAMPLES, 1 / SAMPLE_RATE_HZ)
        edges = np.array(EDGES_HZ)
        of_band = (pitches[:, None] >= edges[:-1]) & (pitches[:, None] < edges[1:])
        scale = 2 / (BLOCK_SAMPLES * np.sum(self._taper**2) * FULL_SCALE**2)
        self._bins = of_band * scale
        bands = len(EDGES_HZ) - 1
        self._silence = np.full(bands, SILENT_DB)
        self._moments = np.full((MOMENTS, bands), SILENT_DB)
        """What was played lately, the newest first, with what a room keeps of it."""
        self._last_half = bytes(BLOCK_SAMPLES * SAMPLE_BYTES // 2)
        self._coupling_db = np.full(bands, SILENT_DB)
        self._learnt = np.zeros(bands, dtype=int)
        self._noise_db: Bands | None = None

    def explains(self, heard: bytes, played: bytes) -> bool:
        """Whether this window (24 kHz mono PCM16, 20 ms) is echo of what was played up to it."""
        half = len(played) // 2
        halfway, self._last_half = self._last_half + played[:half], played[half:]
        self._remember(self._bands_db(halfway))
        self._remember(self._bands_db(played))
        return self._unexplained_db(self._bands_db(heard)) < UNEXPLAINED_DB

    def _bands_db(self, pcm: bytes) -> "Bands":
        """How loud each band is, dBFS."""
        np = self._np
        if not any(pcm):
            return self._silence
        wave = np.frombuffer(pcm, dtype="<i2") * self._taper
        power = np.abs(np.fft.rfft(wave)) ** 2 @ self._bins
        return 10 * np.log10(power + 10 ** (SILENT_DB / 10))

    def _remember(self, played_db: "Bands") -> None:
        moments = self._moments
        moments[1:] = moments[:-1]
        moments[0] = self._np.maximum(played_db, moments[1] - DECAY_DB)

    def _unexplained_db(self, heard_db: "Bands") -> float:
        """How much of a window no moment of the answer explains: dB, a mean over the bands."""
        np, moments = self._np, self._moments
        known = self._learnt > FIRST_WINDOWS
        expected_db = np.maximum(moments + self._coupling_db, self._floor_db)
        off_db = np.where(known, np.clip(heard_db - expected_db, -MOST_DB, MOST_DB), 0)
        above_db = np.maximum(off_db, 0).mean(axis=1)
        nearest = int(np.argmin(above_db - BELOW_WEIGHT * np.minimum(off_db, 0).mean(axis=1)))
        unexplained_db = float(above_db.min())
        if moments.max() < TELLING_DB:
            self._learn_noise(heard_db)
        else:
            self._begin_to_learn(heard_db)
            step_db = STEP_DB if unexplained_db < UNEXPLAINED_DB else 0.0
            self._follow(heard_db, moments[nearest], known, step_db)
        return unexplained_db

    def _begin_to_learn(self, heard_db: "Bands") -> None:
        """Whatever comes first in a band is echo, and some of it will be louder.

        It has come once the oldest moment tells: an echo of a shorter delay is there by then.
        """
        np, loudest_db = self._np, self._moments.max(axis=0)
        tells = self._moments[-1] > TELLING_DB
        first = tells & (self._learnt < FIRST_WINDOWS)
        found_db = np.maximum(self._coupling_db, heard_db - loudest_db)
        self._coupling_db = np.where(first, found_db, self._coupling_db)
        self._learnt += tells
        self._coupling_db[tells & (self._learnt == FIRST_WINDOWS)] += FIRST_MARGIN_DB

    def _follow(self, heard_db: "Bands", moment_db: "Bands", known: "Mask", step_db: float) -> None:
        """The coupling moves to where it is louder than most of the echo; slowly under a voice."""
        np = self._np
        louder = heard_db - moment_db > self._coupling_db
        up_db = LOUD_SHARE * (step_db or SLOW_STEP_DB)
        moved_db = np.where(louder, up_db, -(1 - LOUD_SHARE) * step_db)
        self._coupling_db += np.where(known & (moment_db > TELLING_DB), moved_db, 0)

    def _learn_noise(self, heard_db: "Bands") -> None:
        """While nothing is played: the level under which each band is for a fifth of the time."""
        noise_db = heard_db if self._noise_db is None else self._noise_db
        moved_db = NOISE_STEP_DB * ((heard_db > noise_db) - (1 - QUIET_SHARE))
        self._noise_db = noise_db + moved_db

    @property
    def _floor_db(self) -> "Bands | float":
        if self._noise_db is None:
            return SOFTEST_DB
        return self._np.maximum(self._noise_db + ABOVE_NOISE_DB, SOFTEST_DB)

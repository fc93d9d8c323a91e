"""How loud a block is."""

import math
from typing import NamedTuple

FLOOR_DB = -96.0
"""The quietest step of 16 bits is 90 dB below full scale; what is lower counts as silence."""
FULL_SCALE = 32_768


class Level(NamedTuple):
    """Peak and RMS in dBFS: 0 is full scale, -96 is silence."""

    peak_db: float
    rms_db: float


SILENT = Level(FLOOR_DB, FLOOR_DB)


def decibels(amplitude: float) -> float:
    """An amplitude of 0–32768 in dBFS, never below ``FLOOR_DB``."""
    if amplitude <= 0:
        return FLOOR_DB
    return max(FLOOR_DB, 20 * math.log10(amplitude / FULL_SCALE))


def level_of(pcm: bytes) -> Level:
    """Peak and RMS of PCM16, whatever its rate; silence for an empty block."""
    import numpy as np  # not before the first frame is on screen: it takes 150 ms

    samples = np.frombuffer(pcm, dtype="<i2")
    if not samples.size:
        return SILENT
    peak = max(int(samples.max()), -int(samples.min()))
    precise = samples.astype(np.float32)
    rms = math.sqrt(float(np.dot(precise, precise)) / samples.size)
    return Level(decibels(peak), decibels(rms))

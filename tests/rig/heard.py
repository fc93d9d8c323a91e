"""Whether what was heard is what was sent: nothing lost, nothing inserted, nothing distorted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

WINDOW_SAMPLES = 2_400
"""A tenth of a second at 24 kHz: long enough to be found again, short enough to place a gap."""
REACH_SAMPLES = 24_000
"""How far from its place a window is looked for."""
LOUD = 100.0
"""RMS below which a window is too quiet to be found again."""
FITS = 0.95
"""Correlation from which a window counts as found."""
SLACK_SAMPLES = 2
"""What resampling on the way may move a window."""


@dataclass(frozen=True)
class Comparison:
    """How the heard sound differs from the sent one; all counts in 24 kHz samples."""

    correlation: float
    """Of all that was sent with what was heard from ``offset_samples`` on; 1 is the same sound."""
    offset_samples: int
    """Where the sent sound begins in the heard one."""
    gaps: tuple[int, ...]
    """Length of each silence that was put into the sound."""
    lost_samples: int
    """How much of the sound is missing."""

    @property
    def whole(self) -> bool:
        """All was heard as it was sent, without a gap."""
        return self.correlation >= 0.99 and not self.gaps and not self.lost_samples


def compare(sent: bytes, heard: bytes) -> Comparison:
    """Find the sent mono PCM16 in the heard one (same rate) and tell how it differs.

    Made for speech and noise; a tone is the same everywhere and cannot be placed.
    """
    wanted, present = _samples(sent), _samples(heard)
    offset = int(np.argmax(_correlate(present, wanted)))
    found = np.zeros(wanted.size)
    there = present[offset : offset + wanted.size]
    found[: there.size] = there
    shifts, missing = _shifts(wanted, present, offset)
    steps = np.diff(shifts)
    return Comparison(
        correlation=_likeness(wanted, found),
        offset_samples=offset,
        gaps=tuple(int(step) for step in steps if step > SLACK_SAMPLES),
        lost_samples=missing + int(-sum(step for step in steps if step < -SLACK_SAMPLES)),
    )


def heard_span(heard: bytes) -> tuple[int, int]:
    """From which to which sample there was sound; (0, 0) when there was none."""
    loud = np.flatnonzero(_samples(heard))
    return (int(loud[0]), int(loud[-1]) + 1) if loud.size else (0, 0)


def sounding_samples(heard: bytes) -> int:
    """How many samples are not silence: how much of a noise was heard, gaps left out."""
    return int(np.count_nonzero(_samples(heard)))


def _shifts(wanted: Samples, present: Samples, offset: int) -> tuple[list[int], int]:
    """Where each loud window is, relative to its place, and how many samples were not found."""
    shifts = [0]
    missing = 0
    for start in range(0, wanted.size - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        window = wanted[start : start + WINDOW_SAMPLES]
        if np.sqrt(np.mean(window**2)) < LOUD:
            continue
        shift = _find(window, present, offset + start, shifts[-1])
        if shift is None:
            missing += WINDOW_SAMPLES
        else:
            shifts.append(shift)
    return shifts, missing


def _find(window: Samples, present: Samples, place: int, shift: int) -> int | None:
    """How far from its place the window is: as the one before it, if that fits."""
    if _likeness(window, present[place + shift : place + shift + window.size]) > FITS:
        return shift
    first = max(0, place - REACH_SAMPLES)
    around = present[first : place + window.size + REACH_SAMPLES]
    if around.size < window.size:
        return None
    energy = np.convolve(around**2, np.ones(window.size), "valid")
    likeness = _correlate(around, window)[: energy.size] / np.sqrt(energy + 1)
    at = int(np.argmax(likeness))
    fits = _likeness(window, around[at : at + window.size]) > FITS
    return first + at - place if fits else None


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2).astype(np.float64)


def _correlate(long: Samples, short: Samples) -> Samples:
    """Cross-correlation at every offset of ``short`` that begins inside ``long``."""
    size = 1 << (long.size + short.size - 1).bit_length()
    product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    return np.fft.irfft(product, size)[: long.size]


def _likeness(one: Samples, other: Samples) -> float:
    if one.size != other.size:
        return 0.0
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.dot(one, other)) / norm if norm else 0.0

"""The way of an answer through speaker, room and microphone, learnt from what is heard. Pure.

An adaptive filter in the frequency domain, in partitions of one window, with a step of its own for
every pitch: Kalman's gain, which needs no pause when somebody speaks over the answer (Kuech,
Mabande, Enzner: "State-space architecture of the partitioned-block-based acoustic echo controller",
ICASSP 2014). It works below 4 kHz, where speech is strongest, at a third of the samples.
"""

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui_voice.audio.level import FULL_SCALE, decibels
from tui_voice.audio.pcm import BLOCK_SAMPLES

Samples: TypeAlias = NDArray[np.float64]

EVERY = 3
"""One sample in so many is looked at: 8 kHz."""
WINDOW = BLOCK_SAMPLES // EVERY
PARTITIONS = 25
"""The echo comes within so many windows: half a second for devices and room."""
TAPS = PARTITIONS * WINDOW
REACH = 10 * WINDOW
"""Devices that lose their place move an echo by less than 0.2 s."""
LOOKED_AT = 4 * WINDOW
"""How much of what was heard is looked for at another delay."""
WEIGHED = 8 * WINDOW
"""How much of what was heard tells whether the echo is what it was."""
AT_HOME = WINDOW // 20
"""A moment nearer than 1 ms is the same delay."""
KEEPING = 0.998
"""How much of what was learnt still holds a window later: the room changes slowly."""
FIRST_VARIANCE = 0.05
"""Of every partition before anything is known: an echo as loud as the answer."""
NOISE_KEEPING = 0.8
LEAST_POWER = 1e-7
"""What is softer is a silent band."""
LARGEST_SHIFT = 0.1
"""No window tells of a greater change of the delay, in samples."""
DRIFT_STEP = 0.003
"""So much of it becomes drift: two clocks that differ are followed within seconds."""
LARGEST_DRIFT = 4e-4 * WINDOW
MOST_RESTED = 500
"""After more windows of rest (10 s) the drift is not known well enough to tell where it leads."""
LEAST_ENERGY = 1e-4
"""Of a window of echo that tells anything of the drift."""
DISTRUST = 10
"""What is not explained tells so many times as much against it."""


def _low_pass() -> Samples:
    """A windowed sinc up to 3.6 kHz, 3 ms long."""
    moments = np.arange(-12 * EVERY, 12 * EVERY + 1)
    taps = np.sinc(0.9 * moments / EVERY) * np.hamming(moments.size)
    return taps / taps.sum()


LOW_PASS = _low_pass()
DELAY_BY_ONE = -1j * np.pi * np.arange(WINDOW + 1) / WINDOW
"""The logarithm of what a delay of one sample does to a spectrum."""


class Heard(NamedTuple):
    """A window below 4 kHz: how loud it was, and what the answer leaves unexplained, in dBFS."""

    rms_db: float
    left_db: float


UNRELATED = 0.35
"""What was not played looks like so many independent samples for each one: by so much a voice in a
room blurs how much of the echo is found. More are not left, because a voice is strong in a few
pitches only."""
UNSURE = 0.05
"""How far the echo that is found may be off in any case, as a share of what is expected."""
STANDARD_ERRORS = 3


class Match(NamedTuple):
    """How well the way that was learnt explains what was heard just now.

    ``later`` samples later than expected, and ``gain`` times as loud, only the share ``left`` of it
    is no echo; ``left_here`` is that share at the delay that is expected. ``stands`` tells whether
    the echo that is expected is in it, and a voice may be beside it, ``stands_later`` whether it is
    there at the other delay: otherwise the room is another.
    """

    later: int
    gain: float
    left: float
    left_here: float
    stands: bool
    stands_later: bool


class _Thinned:
    """A stream of 24 kHz PCM16 windows, as one of 8 kHz."""

    def __init__(self) -> None:
        self._before = np.zeros(LOW_PASS.size - 1)

    def feed(self, pcm: bytes) -> Samples:
        """The next window of 20 ms."""
        sound = np.concatenate([self._before, np.frombuffer(pcm, dtype="<i2") / FULL_SCALE])
        self._before = sound[-self._before.size :]
        return np.convolve(sound, LOW_PASS, "valid")[::EVERY]


class EchoPath:
    """Predicts the echo in window after window of 20 ms, 24 kHz mono PCM16."""

    def __init__(self) -> None:
        shape = (PARTITIONS, WINDOW + 1)
        self._path = np.zeros(shape, dtype=np.complex128)
        self._variance = np.full(shape, FIRST_VARIANCE)
        self._noise = np.zeros(WINDOW + 1)
        self._echo = self._error = np.zeros(WINDOW)
        """Of the last window: the echo that was expected, and what it left unexplained."""
        self._drift = 0.0
        """By how many samples the echo comes later with every window: two clocks differ."""
        self._rested = 0
        self.forget_sound()

    def forget_sound(self) -> None:
        """Nothing was heard or played for half a second; what was learnt of the room stays."""
        self._thin_heard, self._thin_played = _Thinned(), _Thinned()
        self._spectra = np.zeros((PARTITIONS, WINDOW + 1), dtype=np.complex128)
        """Of the answer: of the newest two windows, of those before, and so on."""
        self._played = np.zeros(TAPS + WEIGHED)
        self._heard = np.zeros(WEIGHED + 1)

    def rest(self) -> None:
        """Nothing was played beside the next window; its echo drifts on."""
        self._rested = min(self._rested + 1, MOST_RESTED)

    def hear(self, heard: bytes, played: bytes) -> Heard:
        """The next window, and what was played beside it."""
        if self._rested:
            self._turn(self._rested)
            self._rested = 0
        now = self._thin_heard.feed(heard)
        self._played = np.concatenate([self._played[WINDOW:], self._thin_played.feed(played)])
        self._heard = np.concatenate([self._heard[WINDOW:], now])
        self._spectra[1:] = self._spectra[:-1]
        self._spectra[0] = np.fft.rfft(self._played[-2 * WINDOW :])
        self._echo = np.fft.irfft((self._spectra * self._path).sum(axis=0))[WINDOW:]
        self._error = now - self._echo
        return Heard(_rms_db(now), _rms_db(self._error))

    def learn(self) -> None:
        """Follow the room by what the last window left unexplained."""
        error = np.fft.rfft(np.concatenate([np.zeros(WINDOW), self._error]))
        power = np.abs(self._spectra) ** 2
        self._noise = NOISE_KEEPING * self._noise + (1 - NOISE_KEEPING) * np.abs(error) ** 2
        # Half: the newer one of the two windows in a spectrum is what the error is made of.
        expected = self._variance * power
        unsure = 0.5 * expected.sum(axis=0) + self._noise + LEAST_POWER
        gain = self._variance / unsure
        taps = np.fft.irfft(self._path + self._spectra.conj() * gain * error)
        self._use(taps[:, :WINDOW])
        self._follow_drift()
        self._variance *= KEEPING - (0.5 * KEEPING) * (expected / unsure)
        self._variance += (1 - KEEPING) * np.abs(self._path) ** 2

    def elsewhere(self) -> Match:
        """The delay at which an echo explains the last 80 ms best.

        Both are differentiated first: vowels, which are alike at every beat of the voice, then
        weigh less.
        """
        size = 1 << (self._played.size + TAPS - 2).bit_length()
        spectrum = np.fft.rfft(self._played, size) * np.fft.rfft(self._taps().ravel(), size)
        begin = self._played.size - LOOKED_AT - REACH - 1
        echo = np.diff(np.fft.irfft(spectrum)[begin : self._played.size + REACH])
        weighed = np.diff(self._heard)
        heard, expected = weighed[-LOOKED_AT:], echo[:-REACH][-WEIGHED:]
        alike = np.maximum(np.correlate(echo, heard, "valid"), 0.0)
        sums = np.concatenate([[0.0], np.cumsum(echo**2)])
        energy = sums[LOOKED_AT:] - sums[:-LOOKED_AT] + LEAST_POWER**2
        left = 1 - alike**2 / (energy * np.sum(heard**2) + LEAST_POWER**2)
        best = int(np.argmin(left))
        here = left[REACH - AT_HOME : REACH + AT_HOME + 1].min()
        gain = float(alike[best] / energy[best])
        stands = _stands(weighed, expected)
        stands_later = _stands(heard, echo[best : best + LOOKED_AT])
        return Match(REACH - best, gain, float(left[best]), float(here), stands, stands_later)

    def move(self, later: int, gain: float = 1.0) -> None:
        """The echo comes so many samples (8 kHz) later than was learnt, and is ``gain`` as loud."""
        taps = np.roll(self._taps().ravel(), later) * gain
        taps[: max(0, later)] = 0
        taps[TAPS + min(0, later) :] = 0
        self._use(taps.reshape(PARTITIONS, WINDOW))

    def doubt(self) -> None:
        """The room is another: learn it as fast as the first."""
        self._variance[:] = FIRST_VARIANCE

    def _follow_drift(self) -> None:
        """The error is the echo's slope, as far as the echo comes later than expected."""
        slope = np.diff(self._echo)
        later = -float(self._error[1:] @ slope) / (float(slope @ slope) + LEAST_ENERGY)
        known, unknown = float(self._echo @ self._echo), float(self._error @ self._error)
        trust = known / (known + DISTRUST * unknown + LEAST_ENERGY)
        drift = self._drift + DRIFT_STEP * trust * _within(later, LARGEST_SHIFT)
        self._drift = _within(drift, LARGEST_DRIFT)
        self._turn(1)

    def _turn(self, windows: int) -> None:
        """The echo has drifted on for so many windows."""
        self._path *= np.exp(windows * self._drift * DELAY_BY_ONE)

    def _taps(self) -> Samples:
        return np.fft.irfft(self._path)[:, :WINDOW]

    def _use(self, taps: Samples) -> None:
        self._path = np.fft.rfft(taps, 2 * WINDOW)


def _stands(heard: Samples, expected: Samples) -> bool:
    """Whether the expected echo is in what was heard, as far as what is beside it lets it show."""
    energy = float(np.sum(expected**2)) + LEAST_POWER**2
    found = float(heard @ expected) / energy
    beside = max(0.0, float(np.sum(heard**2)) / energy - 1)
    return abs(found - 1) < UNSURE + STANDARD_ERRORS * math.sqrt(beside / (UNRELATED * heard.size))


def _rms_db(samples: Samples) -> float:
    return decibels(FULL_SCALE * math.sqrt(float(samples @ samples) / samples.size))


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))

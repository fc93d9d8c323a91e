"""Less of a room's noise, all of the speech."""

import numpy as np

from tui_voice.offline.noise import Quietener

_RATE_HZ = 16000


def _quiet(samples: np.ndarray, piece: int) -> np.ndarray:
    quietener = Quietener()
    pcm = samples.astype(np.int16).tobytes()
    fed = [quietener.feed(pcm[at : at + 2 * piece]) for at in range(0, len(pcm), 2 * piece)]
    return np.frombuffer(b"".join([*fed, quietener.rest()]), np.int16).astype(float)


def _rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _tone(ms: int) -> np.ndarray:
    return 5000 * np.sin(2 * np.pi * 440 * np.arange(_RATE_HZ * ms // 1000) / _RATE_HZ)


def _pause(ms: int) -> np.ndarray:
    return np.zeros(_RATE_HZ * ms // 1000)


def test_sound_without_noise_is_left_as_it_is_24_ms_late() -> None:
    sound = np.concatenate([_pause(300), _tone(500), _pause(300)])
    quiet = _quiet(sound, piece=320)
    late = _RATE_HZ * 24 // 1000
    assert np.abs(quiet[late : late + len(sound)] - sound).max() <= 2


def test_noise_between_words_is_taken_off_and_the_words_stay() -> None:
    noise = np.random.default_rng(3).normal(0.0, 500.0, _RATE_HZ)
    speech = np.concatenate([_pause(400), _tone(300), _pause(300)])
    quiet = _quiet(speech + noise, piece=1600)
    before, during = quiet[2000:6000], quiet[7500:11000]
    assert _rms(before) < 500.0 / 2
    assert abs(_rms(during) / _rms(_tone(200)) - 1) < 0.1


def test_it_does_not_matter_how_the_sound_is_cut() -> None:
    sound = np.random.default_rng(5).normal(0.0, 800.0, 9000)
    assert np.array_equal(_quiet(sound, piece=7), _quiet(sound, piece=9000))

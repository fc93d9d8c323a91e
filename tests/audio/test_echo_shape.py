"""What of a microphone's sound a moment of the answer explains."""

import numpy as np
import pytest

from tests.audio.room import BLOCK, Samples
from tests.audio.sounds import noise, tone
from tui_voice.audio.echo_shape import EchoShape


def pcm(samples: Samples) -> bytes:
    return np.clip(np.rint(samples), -32_768, 32_767).astype("<i2").tobytes()


def wave(sound: bytes) -> Samples:
    return np.frombuffer(sound, dtype="<i2").astype(np.float64)


def syllables(seconds: float, seed: int) -> Samples:
    """Noise that swells and ebbs five times a second, at -26 dBFS in the mean."""
    sound = wave(noise(round(seconds * 24_000), seed=seed))
    swell = np.sin(np.arange(sound.size) * np.pi * 5 / 24_000) ** 2
    return sound * swell * (1_640 / np.sqrt(np.mean((sound * swell) ** 2)))


def explained(shape: EchoShape, heard: Samples, played: Samples) -> list[bool]:
    """What it says of each window."""
    starts = range(0, played.size - BLOCK + 1, BLOCK)
    return [
        shape.explains(pcm(heard[at : at + BLOCK]), pcm(played[at : at + BLOCK])) for at in starts
    ]


def delayed(sound: Samples, ms: int) -> Samples:
    return np.concatenate([np.zeros(24 * ms), sound])[: sound.size]


@pytest.mark.parametrize("ms", [0, 7, 60, 333])
def test_an_echo_is_explained_whatever_its_delay(ms: int) -> None:
    answer = syllables(6.0, seed=1)
    assert explained(EchoShape(), 0.3 * delayed(answer, ms), answer).count(False) <= 3


def test_an_echo_whose_delay_jumps_is_not_explained_for_three_windows_at_most() -> None:
    shape, answer = EchoShape(), syllables(8.0, seed=1)
    half = answer.size // 2
    heard = np.concatenate([delayed(answer, 60)[:half], delayed(answer, 100)[half:]])
    assert explained(shape, 0.3 * heard, answer)[half // BLOCK :].count(False) <= 3


def test_a_tone_that_was_not_played_is_not_explained() -> None:
    shape, answer = EchoShape(), syllables(8.0, seed=1)
    heard = 0.3 * delayed(answer, 60)
    said = wave(tone(24_000, hz=900.0)) + wave(tone(24_000, hz=1_800.0))
    heard[-24_000:] += 0.3 * said
    assert explained(shape, heard, answer)[-45:].count(False) >= 40


def test_steady_noise_that_was_there_before_the_answer_is_explained() -> None:
    shape, answer = EchoShape(), syllables(6.0, seed=1)
    room = wave(noise(24_000 * 8, seed=4)) * 0.01
    explained(shape, room[:48_000], np.zeros(48_000))
    heard = 0.05 * delayed(answer, 60) + room[48_000:]
    assert explained(shape, heard, answer).count(False) <= 3

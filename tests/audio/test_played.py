"""What the speaker made audible, read again at the moments at which a microphone heard it."""

import numpy as np
import pytest

from tests.audio.sounds import noise, tone
from tui_voice.audio.pcm import SAMPLE_BYTES
from tui_voice.audio.played import KEPT_S, Played
from tui_voice.audio.time_line import STALLED_REPORTS, TimeLine

BLOCK_S = 0.02


def played(pcm: bytes, rate_hz: int, *, drift: float = 0.0, jitter_s: float = 0.0) -> Played:
    """This sound, in blocks of 20 ms from the moment 100 on."""
    memory = Played()
    memory.open(rate_hz)
    block = rate_hz // 50
    late = np.random.default_rng(1).uniform(-jitter_s, jitter_s, len(pcm) // SAMPLE_BYTES // block)
    for number, off_s in enumerate(late):
        sound = pcm[number * block * SAMPLE_BYTES : (number + 1) * block * SAMPLE_BYTES]
        heard_at = 100.0 + number * BLOCK_S * (1 + drift) + off_s
        memory.note(sound, number * block, heard_at, gain=1.0)
    return memory


def samples(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, dtype="<i2").astype(float)


def error_db(found: bytes, wanted: bytes) -> float:
    """How much softer the difference is than what was wanted."""
    off = samples(found) - samples(wanted)
    return 20 * float(np.log10(np.linalg.norm(off) / np.linalg.norm(samples(wanted)) + 1e-9))


def test_at_the_rate_of_the_microphone_it_comes_back_as_it_was_played() -> None:
    sound = noise(24_000)
    assert played(sound, 24_000).sound(100.0, 101.0, 24_000) == sound


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_at_another_rate_it_is_resampled(rate_hz: int) -> None:
    memory = played(tone(rate_hz, hz=1_000.0, rate_hz=rate_hz), rate_hz)
    found = memory.sound(100.1, 100.9, 19_200)
    assert error_db(found, tone(24_000, hz=1_000.0)[4_800:43_200]) < -40


def test_what_was_not_played_is_silence() -> None:
    memory = played(noise(480), 24_000)
    assert not any(memory.sound(99.0, 99.5, 12_000))
    assert not any(memory.sound(100.1, 100.5, 9_600))
    assert not any(Played().sound(100.0, 101.0, 24_000))


def test_it_is_as_loud_as_the_volume_made_it() -> None:
    memory = Played()
    memory.open(24_000)
    memory.note(tone(480), 0, 100.0, gain=0.25)
    assert np.max(samples(memory.sound(100.0, 100.02, 480))) == pytest.approx(2_000, abs=10)


def test_reports_that_jitter_do_not_move_it() -> None:
    sound = tone(72_000, hz=300.0)
    memory = played(sound, 24_000, jitter_s=0.005)
    found = memory.sound(102.0, 102.9, 21_600)
    shifts = range(-24, 25)
    fits = [error_db(found, sound[2 * (48_000 + n) : 2 * (69_600 + n)]) for n in shifts]
    assert abs(shifts[int(np.argmin(fits))]) <= 12, "half a millisecond"
    assert min(fits) < -25


def test_a_device_that_counts_slowly_is_followed() -> None:
    line = TimeLine(24_000)
    for number in range(3_000):
        line.report(number * 480, 100.0 + number * BLOCK_S * 1.0001)
    assert line.at(3_000 * 480) == pytest.approx(100.0 + 60.0 * 1.0001, abs=0.0012)


def test_blocks_that_come_in_bursts_do_not_bend_the_line() -> None:
    line = TimeLine(24_000)
    late = 0.0065 * np.repeat(np.random.default_rng(1).integers(4, size=600), 5)
    seconds: list[float] = []
    for number, late_s in enumerate(late):
        line.report(number * 480, 100.0 + number * BLOCK_S + late_s)
        if number >= 100 and number % 50 == 0:
            seconds.append(line.at(24_000) - line.at(0))
    assert max(abs(second - 1.0) for second in seconds) < 1e-4
    begun = line.at(0)
    assert begun == pytest.approx(100.0 + float(np.mean(late)), abs=0.005)


def test_a_program_that_stalls_moves_no_line_but_lost_sound_does() -> None:
    line = TimeLine(24_000)
    for number in range(100):
        line.report(number * 480, 100.0 + number * BLOCK_S)
    for number in range(100, 100 + STALLED_REPORTS - 1):
        line.report(number * 480, 100.2 + number * BLOCK_S)
    assert line.at(0) == pytest.approx(100.0)
    line.report(200 * 480, 100.2 + 200 * BLOCK_S)
    assert line.at(0) == pytest.approx(100.2)


def test_what_is_remembered_is_bounded() -> None:
    memory = played(noise(24_000 * 10), 24_000)
    assert not any(memory.sound(100.0, 100.0 + 10 - KEPT_S - 2 * BLOCK_S, 1_000))
    assert any(memory.sound(110.0 - KEPT_S, 110.0, 1_000))

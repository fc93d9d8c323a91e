"""The way of an echo is learnt, followed when its delay jumps, and a voice beside it is told."""

import numpy as np
import pytest

from tests.audio.room import BLOCK, Samples, convolved, displaced, impulse_response
from tests.audio.sounds import noise, tone
from tui_voice.audio.echo_path import EVERY, EchoPath
from tui_voice.audio.over_echo import OverEcho


def wave(sound: bytes) -> Samples:
    return np.frombuffer(sound, dtype="<i2").astype(np.float64)


def syllables(seconds: float, seed: int) -> Samples:
    """Noise that swells and ebbs five times a second."""
    sound = wave(noise(round(seconds * 24_000), seed=seed))
    return 0.5 * sound * np.sin(np.arange(sound.size) * np.pi * 5 / 24_000) ** 2


def windows(sound: Samples) -> list[bytes]:
    pcm = np.clip(np.rint(sound), -32_768, 32_767).astype("<i2")
    return [pcm[at : at + BLOCK].tobytes() for at in range(0, pcm.size - BLOCK + 1, BLOCK)]


def delayed(sound: Samples, ms: int) -> Samples:
    return np.concatenate([np.zeros(24 * ms), sound])[: sound.size]


def voices(heard: Samples, played: Samples) -> list[int]:
    """In which windows somebody is said to speak."""
    over_echo, found = OverEcho(), list[int]()
    for number, both in enumerate(zip(windows(heard), windows(played), strict=True)):
        over_echo.hear(*both)
        if over_echo.is_voice():
            found.append(number)
    return found


@pytest.mark.parametrize("ms", [0, 7, 60, 333])
def test_an_echo_is_taken_away_once_its_way_is_learnt_whatever_its_delay(ms: int) -> None:
    path, played = EchoPath(), syllables(8.0, seed=1)
    left: list[float] = []
    for heard, beside in zip(windows(0.3 * delayed(played, ms)), windows(played), strict=True):
        rms_db, left_db = path.hear(heard, beside)
        left.append(left_db - rms_db)
        path.learn()
    assert np.median(left[-100:]) < -15


@pytest.mark.parametrize("drift", [-1e-4, 1e-4])
def test_the_clocks_of_two_devices_may_differ(drift: float) -> None:
    path, played = EchoPath(), syllables(18.0, seed=1)
    moments = np.arange(played.size)
    echo = np.interp(moments * (1 - drift) - 24 * 60, moments, 0.3 * played)
    left: list[float] = []
    for heard, beside in zip(windows(echo), windows(played), strict=True):
        rms_db, left_db = path.hear(heard, beside)
        left.append(left_db - rms_db)
        path.learn()
    assert np.median(left[-50:]) < -20


def test_an_echo_that_drifted_on_while_nothing_was_played_is_expected_where_it_is() -> None:
    path, played, rests = EchoPath(), syllables(26.0, seed=1), range(900, 1_200)
    moments = np.arange(played.size)
    echo = np.interp(moments * (1 - 1e-4) - 24 * 60, moments, 0.3 * played)
    left: list[float] = []
    for number, both in enumerate(zip(windows(echo), windows(played), strict=True)):
        if number in rests:
            path.rest()
            path.forget_sound()
        else:
            rms_db, left_db = path.hear(*both)
            left.append(left_db - rms_db)
            path.learn()
    assert np.median(left[925:945]) < -12


@pytest.mark.parametrize("by_ms", [-40, 25, 120])
def test_a_delay_that_jumps_is_found_and_followed(by_ms: int) -> None:
    path, played = EchoPath(), syllables(8.0, seed=1)
    jump = 6 * 24_000
    looks = (jump + 24 * max(0, by_ms)) // BLOCK + 5
    echo = np.concatenate([0.3 * delayed(played, 60), np.zeros(24_000)])
    heard = displaced(echo, ((jump, 24 * by_ms),))[: played.size]
    left: list[float] = []
    for number, both in enumerate(zip(windows(heard), windows(played), strict=True)):
        rms_db, left_db = path.hear(*both)
        left.append(left_db - rms_db)
        if number * BLOCK < jump:
            path.learn()
        elif number == looks:
            match = path.elsewhere()
            assert match.later == 24 * by_ms // EVERY
            assert match.left < 0.1 < match.left_here
            path.move(match.later)
    assert np.median(left[looks - 3 : looks + 1]) > -3, "it was not where it had been"
    assert np.median(left[looks + 1 :]) < -10, "it is expected there now"


def test_an_echo_that_jumps_to_and_fro_is_no_voice() -> None:
    played = syllables(30.0, seed=1)
    jumps = tuple((second * 24_000, by) for second, by in enumerate([960, -960] * 8, 12))
    assert voices(displaced(0.3 * delayed(played, 60), jumps), played) == []


def test_what_was_not_played_is_a_voice_within_a_fifth_of_a_second() -> None:
    played = syllables(20.0, seed=1)
    heard = 0.3 * delayed(played, 60)
    said = wave(tone(24_000, hz=900.0)) + wave(tone(24_000, hz=1_800.0))
    heard[-24_000:] += 0.3 * said
    begins = (played.size - 24_000) // BLOCK
    assert begins <= voices(heard, played)[0] <= begins + 10


@pytest.mark.parametrize("by_ms", [-40, 20])
def test_an_echo_that_jumps_while_somebody_speaks_is_found_beside_the_voice(by_ms: int) -> None:
    played = syllables(24.0, seed=1)
    echo = np.concatenate([0.3 * delayed(played, 60), np.zeros(24_000)])
    heard = displaced(echo, ((18 * 24_000, 24 * by_ms),))[: played.size]
    heard[18 * 24_000 : 21 * 24_000] += 0.6 * syllables(3.0, seed=2)
    heard[22 * 24_000 : 23 * 24_000] += 0.3 * syllables(1.0, seed=3)
    later = [number for number in voices(heard, played) if number > 21 * 50 + 4]
    assert 22 * 50 <= later[0] <= 22 * 50 + 10
    assert later[-1] <= 23 * 50 + 4


@pytest.mark.parametrize("times", [0.25, 0.5, 2.0, 4.0])
def test_an_echo_that_is_so_many_times_louder_at_once_is_found_to_be_the_same(times: float) -> None:
    path, played = EchoPath(), syllables(8.0, seed=1)
    change = 6 * 50
    echo = 0.1 * delayed(played, 60)
    echo[change * BLOCK :] *= times
    for number, both in enumerate(zip(windows(echo), windows(played), strict=True)):
        rms_db, left_db = path.hear(*both)
        if number < change:
            path.learn()
        elif number == change + 8:
            match = path.elsewhere()
            assert (match.later, match.stands) == (0, False)
            assert match.gain == pytest.approx(times, rel=0.05)
            path.move(match.later, match.gain)
        elif number > change + 8 and rms_db > -50:
            assert left_db < rms_db - 8


def test_another_room_is_no_voice_and_in_it_the_echo_is_learnt_anew() -> None:
    played = syllables(40.0, seed=1)
    heard = 0.3 * convolved(played, impulse_response(100, seed=1))[: played.size]
    other = 0.3 * convolved(played, impulse_response(100, seed=2))[: played.size]
    heard[20 * 24_000 :] = other[20 * 24_000 :]
    assert voices(heard, played) == []
    heard[-24_000:] += 0.6 * syllables(1.0, seed=3)
    begins = (played.size - 24_000) // BLOCK
    assert begins <= voices(heard, played)[0] <= begins + 10


def test_nobody_is_told_from_an_echo_whose_way_is_not_known_yet() -> None:
    played = syllables(4.0, seed=1)
    assert voices(0.3 * delayed(played, 60) + 0.3 * syllables(4.0, seed=2), played) == []

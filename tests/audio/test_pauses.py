"""Speech is found between pauses, none of it is lost, and silence is not sent."""

import numpy as np
import pytest

from tui_voice.audio.pauses import LEAD_MS, LONGEST_MS, SHORTEST_MS, Pauses, Piece
from tui_voice.audio.pcm import samples_in, samples_to_ms

RATE_HZ = 24_000


def tone(ms: int, db: float = -20.0) -> bytes:
    times = np.arange(RATE_HZ * ms // 1000) / RATE_HZ
    wave = np.sin(2 * np.pi * 220 * times) * 32_768 * 2**0.5 * 10 ** (db / 20)
    return wave.astype("<i2").tobytes()


def noise(ms: int, db: float) -> bytes:
    samples = np.random.default_rng(1).normal(0.0, 32_768 * 10 ** (db / 20), RATE_HZ * ms // 1000)
    return samples.astype("<i2").tobytes()


def silence(ms: int) -> bytes:
    return bytes(RATE_HZ * ms // 1000 * 2)


def mixed(loud: bytes, soft: bytes) -> bytes:
    sum_ = np.frombuffer(loud, "<i2").astype(int) + np.frombuffer(soft, "<i2")[: len(loud) // 2]
    return np.clip(sum_, -32_768, 32_767).astype("<i2").tobytes()


def pieces_of(pcm: bytes, step_ms: int = 200) -> list[Piece]:
    pauses, size = Pauses(), RATE_HZ * step_ms // 1000 * 2
    found = [piece for at in range(0, len(pcm), size) for piece in pauses.feed(pcm[at : at + size])]
    return [*found, *pauses.flush()]


def passages(pcm: bytes, step_ms: int = 200) -> list[tuple[float, float]]:
    """Where passages begin and end, in milliseconds; their pieces join without a gap."""
    found: list[tuple[float, float]] = []
    start, end = None, 0
    for piece in pieces_of(pcm, step_ms):
        assert start is None or piece.start == end, "a gap or an overlap"
        start = piece.start if start is None else start
        end = piece.start + samples_in(piece.pcm)
        if piece.ends:
            found.append((samples_to_ms(start), samples_to_ms(end)))
            start = None
    assert start is None, "the last passage has no end"
    return found


def test_two_sounds_with_a_pause_between_them_are_two_passages():
    sound = silence(1000) + tone(2000) + silence(1500) + tone(1000) + silence(1000)
    assert passages(sound) == [(1020 - LEAD_MS, 3500), (4520 - LEAD_MS, 6000)]


@pytest.mark.parametrize("step_ms", [7, 20, 200, 1000, 7000])
def test_it_does_not_matter_in_what_pieces_the_recording_comes(step_ms: int):
    sound = silence(1000) + tone(2000) + silence(1500) + tone(1000) + silence(1000)
    assert passages(sound, step_ms) == passages(sound)


def test_a_breath_is_no_pause():
    assert len(passages(tone(1000) + silence(400) + tone(1000))) == 1


def test_the_longer_a_passage_the_shorter_a_pause_ends_it():
    ((_, end), _) = passages(tone(12_000) + silence(350) + tone(3000))
    assert end == 12_300


def test_nothing_lasts_longer_than_the_longest_passage_and_nothing_is_lost():
    sound = tone(LONGEST_MS * 2 + 5000)
    found = passages(sound)
    assert [end - start for start, end in found[:2]] == [LONGEST_MS, LONGEST_MS]
    assert b"".join(piece.pcm for piece in pieces_of(sound)).startswith(sound)


def test_silence_is_not_sent():
    assert pieces_of(silence(60_000)) == []


def test_steady_noise_is_soon_known_for_what_it_is_and_speech_in_it_is_found():
    hum = noise(40_000, -50)
    said = hum[: len(hum) // 2] + mixed(tone(1000, -25), hum) + hum[: len(hum) // 4]
    found = passages(said)
    assert any(start < 20_100 < 20_900 < end for start, end in found)
    assert sum(end - start for start, end in found) < 10_000


def test_soft_speech_is_speech():
    assert len(passages(silence(500) + tone(1000, -52))) == 1


def test_the_shortest_sound_is_long_enough_to_be_written_down():
    ((start, end),) = passages(tone(20))
    assert end - start >= SHORTEST_MS


def test_it_knows_how_much_it_has_heard():
    pauses = Pauses()
    list(pauses.feed(silence(1001)))
    assert samples_to_ms(pauses.position) == pytest.approx(1001)

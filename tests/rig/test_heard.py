"""The ears of the rig hear every fault they are made for."""

import numpy as np
import pytest

from tests.audio.sounds import noise
from tests.rig.heard import compare, heard_span, sounding_samples

SENT = noise(24_000)
BEFORE = bytes(2 * 5_000)
AFTER = bytes(2 * 3_000)


def cut(sample: int) -> int:
    return 2 * sample


def test_the_same_sound_is_whole_wherever_it_stands() -> None:
    heard = compare(SENT, BEFORE + SENT + AFTER)
    assert heard.whole
    assert heard.offset_samples == 5_000
    assert heard.correlation == pytest.approx(1.0)


def test_a_gap_is_found_with_its_length() -> None:
    torn = SENT[: cut(10_000)] + bytes(cut(480)) + SENT[cut(10_000) :]
    heard = compare(SENT, BEFORE + torn + AFTER)
    assert heard.gaps == (480,)
    assert not heard.whole


def test_a_lost_piece_is_found() -> None:
    torn = SENT[: cut(10_000)] + SENT[cut(10_480) :]
    heard = compare(SENT, BEFORE + torn + AFTER)
    assert heard.lost_samples >= 480
    assert not heard.whole


def test_a_piece_of_silence_in_place_of_sound_is_lost_sound() -> None:
    muted = SENT[: cut(9_600)] + bytes(cut(2_400)) + SENT[cut(12_000) :]
    heard = compare(SENT, BEFORE + muted + AFTER)
    assert heard.lost_samples == 2_400
    assert not heard.whole


def test_a_cut_off_end_is_lost_sound() -> None:
    heard = compare(SENT, BEFORE + SENT[: cut(20_000)])
    assert heard.lost_samples >= 2_400
    assert not heard.whole


def test_a_distorted_sound_is_not_whole() -> None:
    samples = np.frombuffer(SENT, dtype="<i2").astype(float)
    crushed = np.clip(samples, -900, 900).astype("<i2").tobytes()
    assert not compare(SENT, BEFORE + crushed + AFTER).whole


def test_silence_is_nothing_heard() -> None:
    assert not compare(SENT, bytes(100_000)).whole
    assert heard_span(bytes(1_000)) == (0, 0)
    assert heard_span(BEFORE + SENT[: cut(3)] + AFTER) == (5_000, 5_003)


def test_a_gap_is_not_counted_as_sound() -> None:
    torn = b"\1\1" * 700 + bytes(cut(480)) + b"\2\2" * 300
    assert sounding_samples(BEFORE + torn + AFTER) == 1_000

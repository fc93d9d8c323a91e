"""The small pure parts: levels, channels, fades, chunks, rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.sounds import noise, tone
from tests.rig.heard import compare
from tui_voice.audio.chunks import Chunker
from tui_voice.audio.level import level_of
from tui_voice.audio.mixing import fade_out, from_mono, to_mono
from tui_voice.audio.pcm import (
    SAMPLE_RATE_HZ,
    ms_to_samples,
    samples_in,
    samples_to_ms,
    silence,
)
from tui_voice.audio.resampling import resampler
from tui_voice.conversation import items

PIECES = st.lists(st.binary(max_size=400).map(lambda raw: raw[: len(raw) // 2 * 2]), max_size=20)


def test_the_whole_house_means_the_same_rate() -> None:
    assert SAMPLE_RATE_HZ == items.SAMPLE_RATE_HZ


def test_samples_and_milliseconds() -> None:
    assert ms_to_samples(200) == 4_800
    assert ms_to_samples(20, 44_100) == 882
    assert samples_to_ms(4_800) == 200.0
    assert samples_in(silence(480)) == 480


@pytest.mark.parametrize(
    ("amplitude", "decibels"), [(32_767, 0.0), (16_384, -6.0), (3_277, -20.0), (0, -96.0)]
)
def test_levels_are_in_decibels_below_full_scale(amplitude: int, decibels: float) -> None:
    square = np.tile(np.array([amplitude, -amplitude], dtype="<i2"), 240).tobytes()
    level = level_of(square)
    assert level.peak_db == pytest.approx(decibels, abs=0.05)
    assert level.rms_db == pytest.approx(decibels, abs=0.05)


def test_the_most_negative_sample_is_full_scale_and_nothing_is_silence() -> None:
    assert level_of(np.full(10, -32_768, dtype="<i2").tobytes()).peak_db == 0.0
    assert level_of(b"").rms_db == -96.0
    one_step = np.zeros(480, dtype="<i2")
    one_step[7] = 1
    assert level_of(one_step.tobytes()).rms_db == -96.0


@given(st.binary(max_size=200).map(lambda raw: raw[: len(raw) // 2 * 2]), st.integers(1, 8))
def test_mono_survives_the_way_to_many_channels_and_back(pcm: bytes, channels: int) -> None:
    assert to_mono(from_mono(pcm, channels), channels) == pcm


def test_a_fade_begins_with_the_sound_and_ends_in_silence() -> None:
    faded = np.frombuffer(fade_out(np.full(480, 1_000, "<i2").tobytes(), 192), dtype="<i2")
    assert faded.size == 192
    assert faded[0] == 1_000
    assert faded[-1] == 0
    assert (np.diff(faded) <= 0).all()


@given(PIECES, st.integers(20, 200))
def test_chunks_hold_all_that_came_in_order_and_in_full_length(
    pieces: list[bytes], chunk_ms: int
) -> None:
    chunker = Chunker(chunk_ms)
    chunks = [chunk for piece in pieces for chunk in chunker.feed(piece)]
    assert {len(chunk) for chunk in chunks} <= {chunk_ms * 48}
    tail = chunker.flush()
    assert len(tail) < chunk_ms * 48
    assert b"".join(chunks) + tail == b"".join(pieces)
    assert chunker.flush() == b""


def test_equal_rates_change_nothing() -> None:
    same = resampler(24_000, 24_000)
    assert same.feed(noise(480)) + same.flush() == noise(480)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000, 96_000])
def test_blocks_are_resampled_as_if_they_were_one(rate_hz: int) -> None:
    said = tone(24_000, hz=300)
    there, back = resampler(24_000, rate_hz), resampler(rate_hz, 24_000)
    pieces = [there.feed(said[offset : offset + 960]) for offset in range(0, len(said), 960)]
    pieces.append(there.flush())
    came = b"".join(back.feed(piece) for piece in pieces) + back.flush()
    assert len(came) == len(said)
    assert compare(said, came).correlation > 0.999


def test_after_a_flush_a_resampler_begins_anew() -> None:
    up = resampler(24_000, 48_000)
    first = up.feed(noise(4_800)) + up.flush()
    assert up.feed(noise(4_800)) + up.flush() == first

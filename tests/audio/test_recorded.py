"""Recordings of any length are read piece by piece, and give what reading them whole gives."""

import struct
from io import BytesIO

import numpy as np
import pytest

from tests.audio.sounds import tone
from tui_voice.audio.errors import SoundError
from tui_voice.audio.recorded import Recorded, RecordedPcm, RecordedWav
from tui_voice.audio.riff import header, parse, to_pcm


def stereo(rate_hz: int, seconds: float) -> bytes:
    """A WAV of two channels with a chunk before its sound that nobody needs."""
    one = tone(int(rate_hz * seconds), rate_hz=rate_hz)
    both = b"".join(one[at : at + 2] * 2 for at in range(0, len(one), 2))
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, rate_hz, rate_hz * 4, 4, 16)
    odd = struct.pack("<4sI", b"LIST", 3) + b"abc\0"
    body = form + odd + struct.pack("<4sI", b"data", len(both)) + both
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body


def all_of(recorded: Recorded, step_s: float = 0.2) -> bytes:
    pieces: list[bytes] = []
    while piece := recorded.read(step_s):
        pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 44_100])
@pytest.mark.parametrize("step_s", [0.02, 0.2, 60.0])
def test_a_file_read_in_pieces_is_the_same_as_read_whole(rate_hz: int, step_s: float):
    file = stereo(rate_hz, 1.03)
    recorded = RecordedWav(BytesIO(file), "it")
    piecemeal, whole = (
        np.frombuffer(pcm, "<i2").astype(int)
        for pcm in (all_of(recorded, step_s), to_pcm(parse(file)))
    )
    assert len(piecemeal) == len(whole)
    assert np.abs(piecemeal - whole).max() <= 2, "the resampler dithers by chance"
    assert recorded.seconds == pytest.approx(1.03, abs=0.001)


@pytest.mark.parametrize("said_bytes", [0x7FFFFFFF, 0xFFFFFFFF])
def test_a_pipe_that_does_not_know_its_length_is_read_to_its_end(said_bytes: int):
    sound = tone(5000)
    file = header(0)[:40] + struct.pack("<I", said_bytes) + sound
    recorded = RecordedWav(BytesIO(file), "it")
    assert recorded.seconds is None
    assert all_of(recorded) == sound


def test_a_file_that_was_cut_off_ends_where_it_ends():
    file = header(48_000) + tone(5000)
    assert all_of(RecordedWav(BytesIO(file), "it")) == tone(5000)


def test_what_is_no_wav_is_named():
    with pytest.raises(SoundError, match=r"song\.mp3 is not a WAV file that can be read"):
        RecordedWav(BytesIO(b"ID3 a song"), "song.mp3")


def test_bare_pcm_is_taken_as_it_is_but_for_half_a_sample():
    assert all_of(RecordedPcm(BytesIO(tone(5000) + b"\1"))) == tone(5000)

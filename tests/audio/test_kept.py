"""Kept sound in two channels: the person left, the answers right, each at its time."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tui_voice.audio.errors import SoundError
from tui_voice.audio.kept import BLOCK_FRAMES, LARGEST_WAV, Clip, Side, write_flac, write_wav
from tui_voice.audio.riff import parse


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """A file in which every sample tells its own place."""
    path = tmp_path / "ramp.pcm"
    path.write_bytes(np.arange(2 * BLOCK_FRAMES, dtype="<i2").tobytes())
    return path


def written(*clips: Clip) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    out = io.BytesIO()
    write_wav(clips, out.write)
    wav = parse(out.getvalue())
    assert (wav.channels, wav.rate_hz, wav.sample_bytes) == (2, 24_000, 2)
    return np.frombuffer(wav.data, dtype="<i2").reshape(-1, 2)


def test_each_stands_in_its_channel_at_its_time(ramp: Path):
    frames = written(
        Clip(ramp, Side.PERSON, 0, 1000),
        Clip(ramp, Side.ANSWER, BLOCK_FRAMES - 10, BLOCK_FRAMES + 20),
    )
    assert len(frames) == 2 * BLOCK_FRAMES + 10
    assert frames[:1000, 0].tolist() == list(range(1000))
    assert not frames[1000:, 0].any()
    assert not frames[: BLOCK_FRAMES - 10, 1].any()
    answer = np.arange(BLOCK_FRAMES + 20)
    assert (frames[BLOCK_FRAMES - 10 :, 1] == answer.astype("<i2")).all(), "across both seams"


def test_how_far_it_has_come_is_told_with_every_second(ramp: Path):
    shares: list[float] = []
    write_wav([Clip(ramp, Side.PERSON, 0, 2 * BLOCK_FRAMES)], lambda _: None, shares.append)
    assert shares == [0.0, 0.5]


def test_no_more_is_taken_than_was_heard(ramp: Path):
    assert len(written(Clip(ramp, Side.ANSWER, 0, 7))) == 7


def test_what_overlaps_on_one_side_is_added_without_turning_over(tmp_path: Path):
    loud = tmp_path / "loud.pcm"
    loud.write_bytes(np.full(4, 30_000, dtype="<i2").tobytes())
    frames = written(Clip(loud, Side.PERSON, 0, 4), Clip(loud, Side.PERSON, 2, 4))
    assert frames[:, 0].tolist() == [30_000, 30_000, 32_767, 32_767, 30_000, 30_000]


def test_a_file_that_was_cut_off_in_the_middle_of_a_sample_ends_there(tmp_path: Path):
    torn = tmp_path / "torn.pcm"
    torn.write_bytes(b"\1\0\2\0\3")
    assert written(Clip(torn, Side.PERSON, 0, 4))[:, 0].tolist() == [1, 2, 0, 0]


def test_what_is_too_long_for_a_wav_is_said_before_anything_is_written(ramp: Path):
    def refuse(_: bytes) -> None:
        raise AssertionError

    with pytest.raises(SoundError, match="too long for a WAV"):
        write_wav([Clip(ramp, Side.PERSON, LARGEST_WAV // 4, 9)], refuse)


def test_flac_holds_the_same(ramp: Path, tmp_path: Path):
    clips = [Clip(ramp, Side.PERSON, 3, 50_000)]
    write_flac(clips, (tmp_path / "talk.flac").open("w+b").__enter__)
    frames, rate_hz = soundfile.read(tmp_path / "talk.flac", dtype="int16")
    assert rate_hz == 24_000
    assert (frames == written(*clips)).all()

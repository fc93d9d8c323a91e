"""WAV files as devices."""

import os
import struct
import subprocess
import time
import wave
from pathlib import Path

import pytest

from tests.audio.ear import Ear
from tests.audio.sounds import noise, tone
from tests.fakes.streams import FakeClock
from tests.rig.heard import compare
from tui_voice.audio.choose import Microphone, Speaker
from tui_voice.audio.errors import SoundError
from tui_voice.audio.hold import Hold
from tui_voice.audio.player import Player
from tui_voice.audio.riff import NotWavError, header, parse, to_pcm
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.audio.wav import WavWriter
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStarted,
    CaptureStopped,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStopped,
)


class FastClock:
    """Runs a hundred times as fast as time."""

    def now(self) -> float:
        return time.monotonic() * 100


def wav_file(path: Path, pcm: bytes) -> Path:
    path.write_bytes(header(len(pcm)) + pcm)
    return path


def frames_of(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        return file.readframes(file.getnframes())


@pytest.mark.parametrize(
    "encoding",
    ["-b 8 -e unsigned", "-b 16 -e signed", "-b 24 -e signed", "-b 32 -e signed", "-e float"],
)
@pytest.mark.parametrize(("rate_hz", "channels"), [(24_000, 1), (44_100, 2), (8_000, 1)])
def test_any_pcm_wav_becomes_24_khz_mono(
    tmp_path: Path, encoding: str, rate_hz: int, channels: int
) -> None:
    said = tone(24_000, hz=300)
    source = wav_file(tmp_path / "said.wav", said)
    path = tmp_path / "made.wav"
    sox = ["sox", "-D", str(source), "-r", str(rate_hz), "-c", str(channels), *encoding.split()]
    subprocess.run([*sox, str(path)], check=True)
    pcm = to_pcm(parse(path.read_bytes()))
    assert len(pcm) == pytest.approx(len(said), abs=4)
    assert compare(said[: len(pcm) - 960], pcm).correlation > 0.99


def test_24_khz_pcm16_is_kept_bit_for_bit() -> None:
    assert to_pcm(parse(header(9_600) + noise(4_800))) == noise(4_800)


def test_a_file_whose_header_was_never_finished_is_read_to_its_end() -> None:
    streamed = header(0xFFFF_FFFF - 36) + noise(4_800)
    assert to_pcm(parse(streamed)) == noise(4_800)


def test_chunks_that_we_do_not_know_are_skipped() -> None:
    content = header(960)
    extra = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    assert to_pcm(parse(content[:36] + extra + content[36:] + noise(480))) == noise(480)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3 this is no WAV at all, it is something else",
        header(0)[:12],
        header(0)[:36],
        header(0)[:20] + b"\x55\x00" + header(0)[22:] + b"mp3 inside",
        header(0)[:22] + b"\x00\x00" + header(0)[24:] + b"no channels",
    ],
)
def test_what_is_no_wav_is_refused(content: bytes) -> None:
    with pytest.raises(NotWavError):
        parse(content)


def test_any_broken_wav_is_refused_or_read_but_never_a_surprise() -> None:
    whole = header(960) + noise(480)
    for position in range(44):
        for value in (0, 1, 255):
            broken = whole[:position] + bytes([value]) + whole[position + 1 :]
            try:
                to_pcm(parse(broken))
            except NotWavError:
                continue


@pytest.fixture
async def ear() -> Ear:
    return Ear()


async def test_a_file_is_spoken_in_real_time_and_then_there_is_silence(
    tmp_path: Path, ear: Ear
) -> None:
    question = wav_file(tmp_path / "question.wav", noise(7_000))
    clock = FastClock()
    microphone = Microphone(ear.post, clock.now)
    microphone.use(str(question), 200)
    microphone.start()
    started = await ear.until(CaptureStarted)
    chunks = [await ear.until(AudioCaptured) for _ in range(3)]
    microphone.stop()
    await ear.until(CaptureStopped)
    await microphone.close()
    assert b"".join(chunk.pcm for chunk in chunks) == noise(7_000) + bytes(2 * 7_400)
    times = [chunk.at - started.at for chunk in chunks]
    assert times == [pytest.approx(0.18), pytest.approx(0.38), pytest.approx(0.58)]


async def test_every_recording_begins_the_file_anew(tmp_path: Path, ear: Ear) -> None:
    question = wav_file(tmp_path / "question.wav", noise(4_800))
    clock = FastClock()
    microphone = Microphone(ear.post, clock.now)
    microphone.use(str(question), 200)
    for _ in range(2):
        microphone.start()
        assert (await ear.until(AudioCaptured)).pcm == noise(4_800)
        microphone.stop()
        await ear.until(CaptureStopped)
    await microphone.close()


async def test_none_is_silence_in_real_time(ear: Ear) -> None:
    clock = FastClock()
    microphone = Microphone(ear.post, clock.now)
    microphone.use("none", 200)
    microphone.start()
    assert (await ear.until(AudioCaptured)).pcm == bytes(9_600)
    await microphone.close()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("question.wav", b"not a wav", "is not a WAV file that can be read"),
        ("missing.wav", None, "No such file"),
    ],
)
async def test_a_bad_input_file_is_one_clear_line(
    tmp_path: Path, ear: Ear, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    microphone = Microphone(ear.post, FastClock().now)
    microphone.use(str(path), 200)
    microphone.start()
    failed = await ear.next(CaptureFailed)
    assert words in failed.message
    assert name in failed.message
    assert "\n" not in failed.message
    await microphone.close()


async def test_answers_are_written_back_to_back_as_they_are_heard(tmp_path: Path, ear: Ear) -> None:
    path = tmp_path / "answer.wav"
    speaker = Speaker(ear.post, FastClock().now)
    speaker.use(str(path), 60, BUFFER_MS)
    for seed in (1, 2):
        speaker.play("a", noise(1_000, seed))
        speaker.finish("a")
        await ear.until(PlaybackFinished)
    await speaker.close()
    assert frames_of(path) == noise(1_000) + noise(1_000, seed=2)


def test_a_file_that_was_closed_between_answers_is_written_on(tmp_path: Path) -> None:
    clock = FakeClock()
    files = WavWriter(clock.now)
    (tmp_path / "answer.wav").write_bytes(b"an older one")
    for seed in (1, 2):
        sink = files.open(tmp_path / "answer.wav")
        player = Player(sink, clock.now, Hold(0))
        player.play("a", noise(700, seed))
        player.finish("a")
        clock.advance(1.0)
        assert list(player.poll())
        sink.close()
    assert frames_of(tmp_path / "answer.wav") == noise(700) + noise(700, seed=2)


def test_an_answer_that_is_stopped_ends_there_in_the_file(tmp_path: Path) -> None:
    clock = FakeClock()
    sink = WavWriter(clock.now).open(tmp_path / "answer.wav")
    player = Player(sink, clock.now, Hold(0))
    player.play("a", noise(24_000))
    clock.advance(0.25)
    stopped = player.stop()[-1]
    assert isinstance(stopped, PlaybackStopped)
    [(_, heard)] = stopped.heard
    clock.advance(1.0)
    list(player.poll())
    written = frames_of(tmp_path / "answer.wav")
    assert len(written) == heard * 2
    assert heard == pytest.approx(0.25 * 24_000, abs=480 + 192)
    faded = 192
    assert written[: -2 * faded] == noise(24_000)[: 2 * (heard - faded)]


def test_the_file_is_whole_at_any_time_even_if_the_program_is_killed(tmp_path: Path) -> None:
    clock = FakeClock()
    sink = WavWriter(clock.now).open(tmp_path / "answer.wav")
    assert frames_of(tmp_path / "answer.wav") == b""
    player = Player(sink, clock.now, Hold(0))
    player.play("a", noise(24_000))
    for _ in range(10):
        clock.advance(0.05)
        list(player.poll())
        written = frames_of(tmp_path / "answer.wav")
        assert written
        assert noise(24_000).startswith(written)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
def test_a_full_disk_is_told_by_its_name() -> None:
    with pytest.raises(SoundError, match="Cannot write /dev/full: No space left"):
        WavWriter(FakeClock().now).open(Path("/dev/full"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_which_nothing_can_be_sought_is_told_so(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SoundError, match=f"Cannot write {pipe}: File or stream is not seekable"):
        WavWriter(FakeClock().now).open(pipe)


async def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path, ear: Ear) -> None:
    speaker = Speaker(ear.post, FastClock().now)
    speaker.use(str(tmp_path / "no" / "such" / "folder" / "answer.wav"), 60, BUFFER_MS)
    speaker.play("a", noise(480))
    speaker.finish("a")
    failed = await ear.next(PlaybackFailed)
    assert "Cannot write" in failed.message
    assert "\n" not in failed.message
    assert (await ear.until(PlaybackFinished)).heard_samples == 480
    await speaker.close()

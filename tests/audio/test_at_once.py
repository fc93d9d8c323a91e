"""A microphone and a speaker that wait for no clock, and lose nothing for all that."""

import wave
from pathlib import Path

import pytest

from tests.audio.sounds import noise
from tests.fakes.streams import FakeClock
from tui_voice.audio.at_once import KeptSpeaker, RecordedMicrophone
from tui_voice.audio.errors import SoundError
from tui_voice.audio.wav import WavFile
from tui_voice.session.events import (
    AudioCaptured,
    CaptureStarted,
    CaptureStopped,
    Event,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
)


def test_a_recording_is_heard_whole_as_soon_as_the_microphone_starts():
    sound, events = noise(5000), list[Event]()
    microphone = RecordedMicrophone(events.append, FakeClock().now, sound)
    microphone.use("", 100)
    microphone.start()
    microphone.stop()
    first, *chunks, last = events
    assert isinstance(first, CaptureStarted)
    assert isinstance(last, CaptureStopped)
    heard = [event.pcm for event in chunks if isinstance(event, AudioCaptured)]
    assert [len(pcm) // 2 for pcm in heard] == [2400, 2400, 200]
    assert b"".join(heard) == sound


async def test_an_answer_is_kept_as_it_comes_and_counts_as_heard(tmp_path: Path):
    path, events = tmp_path / "answer.wav", list[Event]()
    speaker = KeptSpeaker(events.append, FakeClock().now, WavFile(path))
    for pcm in (noise(1000), noise(500, seed=2)):
        speaker.play("a", pcm)
    speaker.finish("a")
    speaker.finish("a")
    await speaker.close()
    with wave.open(str(path)) as file:
        assert file.readframes(file.getnframes()) == noise(1000) + noise(500, seed=2)
    started, finished = events
    assert isinstance(started, PlaybackStarted)
    assert isinstance(finished, PlaybackFinished)
    assert finished.heard_samples == 1500


def test_an_answer_that_is_cut_was_heard_as_far_as_it_came():
    events = list[Event]()
    speaker = KeptSpeaker(events.append, FakeClock().now, None)
    speaker.play("a", noise(1000))
    speaker.stop()
    speaker.stop()
    stopped = [event.heard for event in events if isinstance(event, PlaybackStopped)]
    assert stopped == [(("a", 1000),), ()]


def test_a_disk_that_is_full_is_told_once_and_the_answer_goes_on():
    class Full(WavFile):
        def __init__(self) -> None:
            """Holds nothing."""

        def write(self, pcm: bytes) -> None:
            raise SoundError("Cannot write it: No space left on device.")

    events = list[Event]()
    speaker = KeptSpeaker(events.append, FakeClock().now, Full())
    for _ in range(2):
        speaker.play("a", noise(100))
    speaker.finish("a")
    assert [type(event) for event in events] == [PlaybackStarted, PlaybackFailed, PlaybackFinished]


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path):
    with pytest.raises(SoundError, match=r"Cannot write .*a\.wav: No such file"):
        WavFile(tmp_path / "nowhere" / "a.wav")

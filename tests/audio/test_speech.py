"""Speech to write down: from a recording as fast as it is wanted, or as it is said."""

import asyncio
import os
from collections.abc import Callable
from io import BytesIO

from tests.audio.sounds import tone
from tests.fakes.streams import FakeClock
from tui_voice.audio.pcm import SAMPLE_RATE_HZ
from tui_voice.audio.recorded import RecordedPcm
from tui_voice.audio.speech import TOO_LONG_AWAY, LiveSpeech, RecordedSpeech
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStopped,
    CaptureSuspected,
    Event,
)
from tui_voice.session.transcription import SoundEnded, SpeechHeard

SECOND = tone(SAMPLE_RATE_HZ)
PAUSE = bytes(len(SECOND))


def recording(pcm: bytes) -> RecordedSpeech:
    return RecordedSpeech(RecordedPcm(BytesIO(pcm)), FakeClock().now, live=False)


async def all_of(source: RecordedSpeech | LiveSpeech) -> tuple[list[SpeechHeard], SoundEnded]:
    pieces: list[SpeechHeard] = []
    async with asyncio.timeout(10):
        while isinstance(heard := await source.next(), SpeechHeard):
            pieces.append(heard)
    return pieces, heard


async def test_a_recording_gives_its_passages_and_then_its_end():
    pieces, ended = await all_of(recording(SECOND + PAUSE + SECOND))
    assert [piece.ends for piece in pieces].count(True) == 2
    assert pieces[0].start == 0
    assert ended.trouble == ""


async def test_a_recording_of_silence_has_only_an_end():
    assert (await all_of(recording(PAUSE)))[0] == []


async def test_a_recording_that_cannot_be_read_on_says_so_after_what_was_read():
    class Damaged(RecordedPcm):
        def read(self, seconds: float) -> bytes:
            if pcm := super().read(seconds):
                return pcm
            raise OSError(5, "Input/output error")

    source = RecordedSpeech(Damaged(BytesIO(SECOND + PAUSE)), FakeClock().now, live=False)
    pieces, ended = await all_of(source)
    assert pieces[-1].ends
    assert ended.trouble == "It could not be read to its end: Input/output error."


async def test_stopping_ends_a_pipe_that_gives_nothing_and_keeps_what_it_gave():
    reading, writing = os.pipe()
    os.write(writing, SECOND[:9600])
    with os.fdopen(reading, "rb") as file:
        source = RecordedSpeech(RecordedPcm(file), FakeClock().now, live=True)
        first = await source.next()
        assert isinstance(first, SpeechHeard)
        waiting = asyncio.create_task(all_of(source))
        await asyncio.sleep(0)
        source.stop()
        (last,), _ = await waiting
        os.close(writing)
    assert last.ends


class FakeMicrophone:
    """Posts what a test says."""

    def __init__(self) -> None:
        self.post: Callable[[Event], None] = lambda event: None
        self.started = False
        self.closed = False

    def opened(self, post: Callable[[Event], None]) -> "FakeMicrophone":
        self.post = post
        return self

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.post(CaptureStopped(0.0))

    async def close(self) -> None:
        self.closed = True

    def hear(self, pcm: bytes) -> None:
        self.post(AudioCaptured(pcm, 0.0))


class Stage:
    def __init__(self, most_waiting_s: float = 60) -> None:
        self.microphone = FakeMicrophone()
        self.said: list[str] = []
        self.speech = LiveSpeech(
            self.microphone.opened, FakeClock().now, self.said.append, most_waiting_s
        )


async def test_the_microphone_is_opened_when_it_is_wanted_and_its_tail_is_kept():
    stage = Stage()
    assert not stage.microphone.started
    ended = asyncio.create_task(all_of(stage.speech))
    await asyncio.sleep(0)
    assert stage.microphone.started
    stage.microphone.hear(SECOND)
    stage.speech.stop()
    pieces, end = await ended
    assert [piece.ends for piece in pieces] == [False, True]
    assert end.trouble == ""
    await stage.speech.close()
    assert stage.microphone.closed


async def test_a_microphone_that_fails_ends_the_recording_with_the_reason():
    stage = Stage()
    stage.microphone.hear(SECOND)
    stage.microphone.post(CaptureFailed("No microphone found.", 0.0))
    pieces, end = await all_of(stage.speech)
    assert pieces[-1].ends
    assert end.trouble == "No microphone found."


async def test_what_is_wrong_with_the_sound_is_said_at_once():
    stage = Stage()
    stage.microphone.post(CaptureSuspected("Only zeros come.", 0.0))
    assert stage.said == ["Only zeros come."]


async def test_a_server_that_is_away_too_long_ends_the_recording_and_nothing_is_dropped():
    stage = Stage(most_waiting_s=2)
    for _ in range(3):
        stage.microphone.hear(SECOND)
    pieces, end = await all_of(stage.speech)
    assert sum(len(piece.pcm) for piece in pieces) >= 3 * len(SECOND)
    assert end.trouble == TOO_LONG_AWAY

"""Devices that go away and come back, in the middle of a turn or between two."""

from collections.abc import AsyncIterator

import pytest

from tests.audio.ear import Ear
from tests.audio.shops import Microphones, Speakers
from tests.audio.sounds import noise
from tests.fakes.streams import FakeClock
from tui_voice.audio.capture import Capture
from tui_voice.audio.playback import Playback
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.session.events import (
    AudioCaptured,
    CaptureStarted,
    CaptureStopped,
    DeviceChanged,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStopped,
)

BLOCK = 480
HEADSET = "Headset"


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
async def microphone(microphones: Microphones, ear: Ear) -> AsyncIterator[Capture]:
    microphone = Capture(
        ear.post,
        microphones.clock.now,
        microphones.open_source,
        suspicious_s=0.02,
        is_back=microphones.is_back,
        retry_s=0.01,
    )
    microphone.use(HEADSET, 200)
    yield microphone
    await microphone.close()


@pytest.fixture
async def speakers() -> Speakers:
    return Speakers(FakeClock())


@pytest.fixture
async def speaker(speakers: Speakers, ear: Ear) -> AsyncIterator[Playback]:
    speaker = Playback(ear.post, speakers.clock.now, speakers.open_sink, idle_close_s=5.0)
    speaker.use(HEADSET, 0, BUFFER_MS)
    yield speaker
    await speaker.close()


def said(ear: Ear) -> list[str]:
    return [event.message for event in ear.heard(DeviceChanged)]


async def test_a_microphone_that_is_not_there_is_replaced_by_the_default_and_that_is_said(
    microphones: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphones.away = {HEADSET}
    microphone.start()
    (await microphones.listening()).speak(noise(BLOCK))
    await ear.until(CaptureStarted)
    assert [choice for choice, _ in microphones.opened] == [""]
    assert said(ear) == ["There is no Headset. Until it is there the system's default is used."]


async def test_a_microphone_that_goes_away_and_comes_back_takes_no_turn_with_it(
    microphones: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    headset = await microphones.listening()
    headset.speak(noise(BLOCK, seed=1))
    microphones.away = {HEADSET}
    headset.words = "The microphone went away."
    default = await microphones.listening()
    default.speak(noise(BLOCK, seed=2))
    microphones.away = set()
    again = await microphones.listening()
    again.speak(noise(BLOCK, seed=3))
    microphone.stop()
    again.speak(noise(BLOCK, seed=4))
    await ear.until(CaptureStopped)
    assert [choice for choice, _ in microphones.opened] == [HEADSET, "", HEADSET]
    heard = b"".join(event.pcm for event in ear.heard(AudioCaptured))
    assert heard == b"".join(noise(BLOCK, seed) for seed in (1, 2, 3, 4))
    assert "system's default" in said(ear)[0]
    assert said(ear)[-1] == "“Headset” is back and is used again."
    assert len(ear.heard(CaptureStarted)) == 1


async def test_a_microphone_that_hiccups_is_opened_again_and_the_loss_is_said(
    microphones: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    headset = await microphones.listening()
    headset.speak(noise(BLOCK))
    microphones.clock.advance(0.03)
    await microphones.listening()
    assert [choice for choice, _ in microphones.opened] == [HEADSET, HEADSET]
    assert said(ear) == ["The microphone was interrupted: some of what you said may be missing."]


async def test_a_stop_while_the_chosen_microphone_is_awaited_ends_the_wait(
    microphones: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphones.away = {HEADSET}
    microphone.start()
    default = await microphones.listening()
    default.speak(noise(BLOCK))
    microphone.stop()
    default.speak(noise(BLOCK))
    await ear.until(CaptureStopped)
    assert default.closed


async def test_a_speaker_that_goes_away_in_an_answer_is_replaced_and_the_answer_goes_on(
    speakers: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(10 * BLOCK))
    speaker.finish("a")
    headset = await speakers.given()
    headset.ask(4)
    speakers.away = {HEADSET}
    headset.words = "The speaker went away."
    await speakers.until(lambda: len(speakers.opened) == 2)
    default = await speakers.given()
    default.ask(6)
    assert (await ear.until(PlaybackFinished)).heard_samples == 10 * BLOCK
    assert headset.played + default.played == noise(10 * BLOCK)
    assert headset.closed
    assert "system's default" in said(ear)[0]
    assert not ear.heard(PlaybackFailed)


async def test_a_speaker_that_falls_silent_and_is_no_longer_listed_is_replaced(
    speakers: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(10 * BLOCK))
    speaker.finish("a")
    headset = await speakers.given()
    headset.ask(4)
    speakers.away = {HEADSET}
    headset.silent_s = 0.3
    await speakers.until(lambda: len(speakers.opened) == 2)
    default = await speakers.given()
    default.ask(6)
    assert (await ear.until(PlaybackFinished)).heard_samples == 10 * BLOCK
    assert headset.played + default.played == noise(10 * BLOCK)


async def test_the_chosen_speaker_is_taken_again_with_the_next_answer(
    speakers: Speakers, speaker: Playback, ear: Ear
) -> None:
    speakers.away = {HEADSET}
    speaker.play("a", noise(BLOCK))
    speaker.finish("a")
    default = await speakers.given()
    default.ask()
    await ear.until(PlaybackFinished)
    await speakers.until(lambda: default.closed)
    speakers.away = set()
    speaker.play("b", noise(BLOCK))
    await speakers.until(lambda: len(speakers.opened) == 2)
    assert [choice for choice, _ in speakers.opened] == ["", HEADSET]
    assert said(ear)[-1] == "“Headset” is back and is used again."


async def test_a_replacement_at_another_rate_goes_on_with_the_answer(
    speakers: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(10 * BLOCK))
    speaker.finish("a")
    headset = await speakers.given()
    headset.ask(4)
    speakers.away, speakers.rate_hz = {HEADSET}, 48_000
    headset.words = "The speaker went away."
    await speakers.until(lambda: len(speakers.opened) == 2)
    default = await speakers.given()
    default.ask(6)
    assert (await ear.until(PlaybackFinished)).heard_samples == 10 * BLOCK
    assert len(default.played) == 2 * 2 * 6 * BLOCK
    assert not ear.heard(PlaybackFailed)


async def test_a_stop_while_a_speaker_is_replaced_leaves_silence(
    speakers: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(10 * BLOCK))
    headset = await speakers.given()
    headset.ask(4)
    speakers.let_open.clear()
    headset.words = "The speaker went away."
    await speakers.until(lambda: headset.closed)
    speaker.stop()
    assert (await ear.until(PlaybackStopped)).heard == (("a", 4 * BLOCK + 192),)
    speakers.let_open.set()
    await speakers.until(lambda: len(speakers.opened) == 2)
    assert speakers.sink.waiting == 0

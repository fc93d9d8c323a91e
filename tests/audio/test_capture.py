"""The microphone: when it is open, what it delivers, and that nothing said is lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.audio.ear import Ear
from tests.audio.shops import Microphones
from tests.audio.sounds import noise, tone
from tests.rig.heard import compare
from tui_voice.audio.capture import Capture
from tui_voice.audio.suspicion import SILENT, UNHEARD
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStarted,
    CaptureStopped,
    CaptureSuspected,
    MicrophoneLevelMeasured,
)

BLOCK = 480


@pytest.fixture
async def shop() -> Microphones:
    return Microphones()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def microphone(shop: Microphones, ear: Ear) -> AsyncIterator[Capture]:
    microphone = Capture(ear.post, shop.clock.now, shop.open_source, suspicious_s=0.02)
    microphone.use("", 200)
    yield microphone
    await microphone.close()


def captured(ear: Ear) -> bytes:
    return b"".join(event.pcm for event in ear.heard(AudioCaptured))


async def test_it_says_that_it_started_only_when_the_first_block_has_arrived(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    assert not ear.events
    source.speak(noise(BLOCK))
    assert (await ear.next(CaptureStarted)).at == pytest.approx(100.02)


async def test_blocks_become_chunks_of_the_length_that_was_asked_for(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.use("", 100)
    microphone.start()
    source = await shop.listening()
    said = noise(12 * BLOCK)
    for offset in range(0, len(said), 2 * BLOCK):
        source.speak(said[offset : offset + 2 * BLOCK])
    chunks = ear.heard(AudioCaptured)
    assert [len(chunk.pcm) // 2 for chunk in chunks] == [2_400, 2_400]
    assert [chunk.at for chunk in chunks] == [pytest.approx(100.1), pytest.approx(100.2)]
    assert captured(ear) == said[: 2 * 4_800]


async def test_a_chunk_is_dated_by_its_own_last_sample_however_much_came_with_it(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.use("", 100)
    microphone.start()
    source = await shop.listening()
    source.speak(noise(12 * BLOCK))
    assert [chunk.at for chunk in ear.heard(AudioCaptured)] == [
        pytest.approx(100.1),
        pytest.approx(100.2),
    ]


async def test_sound_gathers_for_the_meter_but_never_holds_up_a_full_chunk_or_a_stop(
    shop: Microphones, microphone: Capture
) -> None:
    microphone.start()
    source = await shop.listening()
    assert [source.speak(noise(BLOCK)) for _ in range(10)] == (
        [5 * BLOCK] * 5 + [4 * BLOCK, 3 * BLOCK, 2 * BLOCK, BLOCK, 5 * BLOCK]
    )
    microphone.stop()
    assert source.speak(noise(BLOCK)) == 0


async def test_the_tail_comes_before_the_stop(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    source.speak(noise(BLOCK))
    microphone.stop()
    source.speak(noise(BLOCK, seed=2))
    await ear.until(CaptureStopped)
    assert captured(ear) == noise(BLOCK) + noise(BLOCK, seed=2)
    assert isinstance(ear.events[-1], CaptureStopped)
    assert source.closed


async def test_what_was_said_before_the_stop_and_is_still_in_the_device_is_not_lost(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.latency_s = 0.03
    microphone.start()
    source = await shop.listening()
    source.speak(noise(BLOCK))
    microphone.stop()
    for seed in (2, 3, 4):
        await asyncio.sleep(0)
        source.speak(noise(BLOCK, seed))
    await ear.until(CaptureStopped)
    assert captured(ear)[: 6 * BLOCK] == b"".join(noise(BLOCK, seed) for seed in (1, 2, 3))


async def test_a_device_that_delivers_nothing_after_the_stop_is_closed_all_the_same(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.latency_s = 0.01
    microphone.start()
    (await shop.listening()).speak(noise(BLOCK))
    microphone.stop()
    await ear.until(CaptureStopped)
    assert captured(ear) == noise(BLOCK)


async def test_what_is_heard_is_measured(shop: Microphones, microphone: Capture, ear: Ear) -> None:
    microphone.start()
    source = await shop.listening()
    source.speak(tone(BLOCK, hz=1_000, amplitude=16_384))
    source.speak(bytes(2 * BLOCK))
    loud, silent = ear.heard(MicrophoneLevelMeasured)
    assert loud.peak_db == pytest.approx(-6.0, abs=0.1)
    assert loud.rms_db == pytest.approx(-9.0, abs=0.1)
    assert (silent.peak_db, silent.rms_db) == (-96.0, -96.0)


async def test_a_device_at_another_rate_is_resampled_without_a_seam_to_its_last_sample(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.rate_hz = 48_000
    microphone.start()
    source = await shop.listening()
    said = tone(48_000, rate_hz=48_000)
    for offset in range(0, len(said), 1_920):
        source.speak(said[offset : offset + 1_920])
    microphone.stop()
    await ear.until(CaptureStopped)
    assert len(captured(ear)) == 48_000
    assert compare(tone(24_000), captured(ear)).correlation > 0.999


async def test_a_stop_while_the_device_opens_closes_it_unheard(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.let_open.clear()
    microphone.start()
    microphone.stop()
    shop.let_open.set()
    await ear.next(CaptureStopped)
    assert all(source.closed for _, source in shop.opened)
    assert not shop.listened.is_set()


async def test_a_start_while_the_device_closes_opens_it_anew(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.latency_s = 0.01
    microphone.start()
    first = await shop.listening()
    first.speak(noise(BLOCK))
    microphone.stop()
    microphone.start()
    second = await shop.listening()
    second.speak(noise(BLOCK, seed=3))
    kinds = [type(event) for event in ear.events if not isinstance(event, MicrophoneLevelMeasured)]
    assert kinds == [CaptureStarted, AudioCaptured, CaptureStopped, CaptureStarted]
    assert first.closed


async def test_a_second_start_changes_nothing(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    microphone.start()
    (await shop.listening()).speak(noise(BLOCK))
    microphone.stop()
    await ear.until(CaptureStopped)
    assert len(shop.opened) == 1


async def test_every_stop_is_answered(microphone: Capture, ear: Ear) -> None:
    microphone.stop()
    await ear.next(CaptureStopped)


async def test_a_device_that_does_not_open_is_told_in_its_words_and_can_be_tried_again(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.trouble = "No microphone found."
    microphone.start()
    assert (await ear.next(CaptureFailed)).message == "No microphone found."
    shop.trouble = ""
    microphone.start()
    (await shop.listening()).speak(noise(BLOCK))
    await ear.until(CaptureStarted)


async def test_a_device_that_falls_silent_has_gone_away_and_what_was_said_is_kept(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    source.speak(noise(BLOCK))
    shop.trouble = "No microphone found."
    shop.clock.advance(0.03)
    assert "went away" in (await ear.until(CaptureFailed)).message
    assert captured(ear) == noise(BLOCK)
    assert source.closed


async def test_a_device_that_opens_but_never_speaks_is_given_time_and_then_up(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    await shop.listening()
    shop.clock.advance(3.1)
    assert "delivers nothing" in (await ear.next(CaptureFailed)).message


async def test_a_device_that_reports_its_end_has_gone_away(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    source.words = "It was pulled out."
    assert (await ear.next(CaptureFailed)).message == "It was pulled out."


async def test_another_device_takes_over_in_the_middle_of_a_recording(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    first = await shop.listening()
    first.speak(noise(BLOCK))
    microphone.use("Headset", 200)
    second = await shop.listening()
    second.speak(noise(BLOCK, seed=2))
    microphone.stop()
    second.speak(noise(BLOCK, seed=3))
    await ear.until(CaptureStopped)
    assert [choice for choice, _ in shop.opened] == ["", "Headset"]
    assert first.closed
    assert captured(ear) == b"".join(noise(BLOCK, seed) for seed in (1, 2, 3))
    assert len(ear.heard(CaptureStarted)) == 1


async def test_the_program_can_leave_while_a_device_opens(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    shop.let_open.clear()
    microphone.start()
    await asyncio.sleep(0)
    await microphone.close()
    shop.let_open.set()
    assert not ear.events


async def test_after_close_nothing_is_posted_and_the_device_is_released(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    await microphone.close()
    assert source.closed
    assert not ear.events


async def test_zeros_are_said_while_they_come_and_once_in_a_recording(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    for _ in range(300):
        source.speak(bytes(2 * BLOCK))
    assert (await ear.until(CaptureSuspected)).message == SILENT
    assert len(ear.heard(CaptureSuspected)) == 1


async def test_zeros_of_a_muted_microphone_are_said_to_be_that(shop: Microphones, ear: Ear) -> None:
    muted = Capture(
        ear.post, shop.clock.now, shop.open_source, muted=lambda choice: f"{choice} is muted."
    )
    muted.use("Desk", 200)
    muted.start()
    source = await shop.listening()
    for _ in range(300):
        source.speak(bytes(2 * BLOCK))
    assert (await ear.until(CaptureSuspected)).message == "Desk is muted."
    await muted.close()
    assert len(ear.heard(CaptureSuspected)) == 1


async def test_that_nobody_spoke_is_said_before_the_stop(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    for _ in range(50):
        source.speak(tone(BLOCK, amplitude=20))
    microphone.stop()
    source.speak(tone(BLOCK, amplitude=20))
    await ear.until(CaptureStopped)
    assert ear.events[-2] == CaptureSuspected(UNHEARD, shop.clock.now())


async def test_a_file_may_be_silent(shop: Microphones, microphone: Capture, ear: Ear) -> None:
    shop.silence_is_meant = True
    microphone.start()
    source = await shop.listening()
    for _ in range(300):
        source.speak(bytes(2 * BLOCK))
    assert not ear.heard(CaptureSuspected)


async def test_sound_that_the_device_had_to_drop_is_said_with_its_count(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    microphone.start()
    source = await shop.listening()
    source.speak(noise(BLOCK))
    source.overflows = 3
    microphone.stop()
    source.speak(noise(BLOCK))
    await ear.until(CaptureStopped)
    assert "3 pieces" in ear.heard(CaptureSuspected)[0].message


async def test_sound_that_the_device_had_to_drop_is_counted_over_all_recordings(
    shop: Microphones, microphone: Capture, ear: Ear
) -> None:
    for lost_before in (0, 3):
        microphone.start()
        source = await shop.listening()
        source.speak(noise(BLOCK))
        assert ear.heard(MicrophoneLevelMeasured)[-1].overflows == lost_before
        source.overflows = 3
        source.speak(noise(BLOCK))
        assert ear.heard(MicrophoneLevelMeasured)[-1].overflows == lost_before + 3
        microphone.stop()
        source.speak(noise(BLOCK))
        await ear.until(CaptureStopped)

"""The speaker: when it opens and closes, and what it says about it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.audio.ear import Ear
from tests.audio.shops import Speakers
from tests.audio.sounds import noise
from tests.fakes.streams import FakeClock
from tui_voice.audio.playback import Playback
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.session.events import (
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
    PlayheadMoved,
)


@pytest.fixture
async def shop() -> Speakers:
    return Speakers(FakeClock())


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def speaker(shop: Speakers, ear: Ear) -> AsyncIterator[Playback]:
    speaker = Playback(ear.post, shop.clock.now, shop.open_sink, idle_close_s=0.01)
    speaker.use("", 0, BUFFER_MS)
    yield speaker
    await speaker.close()


async def test_the_device_is_opened_only_when_there_is_something_to_say(
    shop: Speakers, speaker: Playback
) -> None:
    speaker.use("Headphones", 0, BUFFER_MS)
    speaker.finish("unknown")
    speaker.stop()
    assert not shop.opened
    speaker.play("a", noise(480))
    await shop.given()
    assert shop.opened[0][0] == "Headphones"


async def test_what_comes_while_the_device_opens_is_played_in_order(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    shop.let_open.clear()
    speaker.play("a", noise(480))
    speaker.play("a", noise(480, seed=2))
    speaker.finish("a")
    speaker.play("b", noise(480, seed=3))
    shop.let_open.set()
    sink = await shop.given()
    sink.ask(3)
    assert sink.played == noise(480) + noise(480, seed=2) + noise(480, seed=3)
    assert (await ear.until(PlaybackStarted)).item_id == "a"
    assert (await ear.until(PlaybackFinished)).heard_samples == 960
    assert (await ear.until(PlaybackStarted)).item_id == "b"


async def test_a_stop_while_the_device_opens_forgets_all_and_says_so(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    shop.let_open.clear()
    speaker.play("a", noise(480))
    speaker.play("b", noise(480))
    speaker.stop()
    assert (await ear.until(PlaybackStopped)).heard == (("a", 0), ("b", 0))
    shop.let_open.set()
    await shop.until(lambda: bool(shop.opened) and shop.sink.closed)
    assert not shop.sink.played


async def test_a_stop_tells_what_was_heard_and_silences_the_device(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(4_800))
    sink = await shop.given()
    sink.ask(3)
    speaker.stop()
    assert (await ear.until(PlaybackStopped)).heard == (("a", 3 * 480 + 192),)
    assert sink.played == noise(4_800)[: (3 * 480 + 192) * 2]


async def test_what_ended_before_the_stop_was_heard_to_its_end(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(480))
    speaker.finish("a")
    speaker.play("b", noise(960))
    (await shop.given()).ask(2)
    speaker.stop()
    assert [end.item_id for end in ear.heard(PlaybackFinished)] == ["a"]
    assert (await ear.until(PlaybackStopped)).heard == (("b", 480 + 192),)


async def test_a_silent_device_is_closed_and_opened_again_for_the_next_answer(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    for tries in (1, 2):
        speaker.play("a", noise(480))
        speaker.finish("a")
        sink = await shop.given()
        sink.ask()
        await ear.until(PlaybackFinished)
        await shop.until(lambda sink=sink: sink.closed)
        assert shop.tries == tries


async def test_another_device_is_opened_when_nothing_plays_any_more(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(480))
    first = await shop.given()
    speaker.use("Headphones", 0, BUFFER_MS)
    assert not first.closed
    speaker.finish("a")
    first.ask()
    await ear.until(PlaybackFinished)
    await shop.until(lambda: first.closed)
    speaker.play("b", noise(480))
    await shop.given()
    assert [choice for choice, _ in shop.opened] == ["", "Headphones"]


async def test_a_stop_in_the_silence_does_not_close_the_device_under_the_next_answer(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(480))
    speaker.finish("a")
    sink = await shop.given()
    sink.ask()
    await ear.until(PlaybackFinished)
    speaker.stop()
    speaker.play("b", noise(48_000))
    sink.ask(5)
    shop.clock.advance(-0.01)
    await ear.until(PlayheadMoved)  # at least a tick later than the device would have closed
    assert not sink.closed
    assert shop.tries == 1


async def test_another_device_replaces_a_silent_one_at_once(shop: Speakers, ear: Ear) -> None:
    speaker = Playback(ear.post, shop.clock.now, shop.open_sink, idle_close_s=60)
    speaker.play("a", noise(480))
    speaker.finish("a")
    sink = await shop.given()
    sink.ask()
    await ear.until(PlaybackFinished)
    assert not sink.closed
    speaker.use("Headphones", 0, BUFFER_MS)
    await shop.until(lambda: sink.closed)
    await speaker.close()


async def test_without_a_device_the_conversation_takes_its_course_by_the_clock(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    shop.trouble = "No speaker found."
    speaker.play("a", noise(480))
    speaker.finish("a")
    assert (await ear.until(PlaybackFailed)).message == "No speaker found."
    shop.clock.advance(0.02)
    assert (await ear.until(PlaybackFinished)).heard_samples == 480


async def test_a_device_that_stays_away_is_reported_once_and_tried_again(ear: Ear) -> None:
    shop = Speakers(FakeClock(step_s=0.01))
    shop.trouble = "No speaker found."
    speaker = Playback(ear.post, shop.clock.now, shop.open_sink, idle_close_s=0.0)
    for tries in (1, 2, 3):
        speaker.play("a", noise(480))
        speaker.finish("a")
        await ear.until(PlaybackFinished)
        assert shop.tries == tries
        for _ in range(5):  # the idle device is closed in the next round of the loop
            await asyncio.sleep(0)
    assert len(ear.heard(PlaybackFailed)) == 1
    await speaker.close()


async def test_a_device_that_goes_away_is_replaced_by_the_clock(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(4_800))
    speaker.finish("a")
    sink = await shop.given()
    sink.ask(2)
    shop.trouble = "No speaker found."
    sink.words = "The speaker went away."
    assert (await ear.until(PlaybackFailed)).message == "The speaker went away."
    await shop.until(lambda: sink.closed)
    shop.clock.advance(1.0)
    assert (await ear.until(PlaybackFinished)).heard_samples == 4_800


async def test_a_device_that_went_away_in_the_silence_is_opened_anew_for_the_next_answer(
    shop: Speakers, ear: Ear
) -> None:
    speaker = Playback(ear.post, shop.clock.now, shop.open_sink)
    speaker.play("a", noise(480))
    speaker.finish("a")
    first = await shop.given()
    first.ask()
    await ear.until(PlaybackFinished)
    first.words = "The speaker went away."
    speaker.play("b", noise(480, seed=2))
    second = await shop.given()
    second.ask()
    assert second is not first
    assert second.played == noise(480, seed=2)
    assert not ear.heard(PlaybackFailed)
    await speaker.close()


async def test_the_program_can_leave_while_a_device_opens(
    shop: Speakers, speaker: Playback
) -> None:
    shop.let_open.clear()
    speaker.play("a", noise(480))
    await asyncio.sleep(0)
    await speaker.close()
    shop.let_open.set()
    await shop.until(lambda: bool(shop.opened) and shop.sink.closed)


async def test_the_playhead_moves_while_it_plays(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(48_000))
    (await shop.given()).ask(10)
    shop.clock.advance(-0.01)
    moved = await ear.until(PlayheadMoved)
    assert moved.item_id == "a"
    assert moved.heard_samples == pytest.approx(9 * 480 + 240, abs=1)


async def test_after_close_nothing_is_posted_and_the_device_is_released(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    speaker.play("a", noise(4_800))
    sink = await shop.given()
    await speaker.close()
    assert sink.closed
    posted = len(ear.events)
    speaker.stop()
    assert len(ear.events) == posted


async def test_the_volume_is_that_of_every_device_that_opens(
    shop: Speakers, speaker: Playback
) -> None:
    speaker.set_volume(50)
    speaker.play("a", noise(480))
    sink = await shop.given()
    assert sink.gain == 0.25
    speaker.set_volume(0)
    assert sink.gain == 0.0


async def test_underruns_are_counted_over_all_devices(
    shop: Speakers, speaker: Playback, ear: Ear
) -> None:
    for number in (1, 2):
        speaker.play(f"{number}", noise(480))
        speaker.play(f"{number}", noise(4_800))
        sink = await shop.given()
        sink.ask(13)
        speaker.play(f"{number}", noise(48_000))
        speaker.finish(f"{number}")
        sink.ask(50)
        shop.clock.advance(-0.01)
        assert (await ear.until(PlayheadMoved)).underruns == number
        shop.clock.advance(0.01)
        sink.ask(60)
        await ear.until(PlaybackFinished)
        await shop.until(lambda sink=sink: sink.closed)

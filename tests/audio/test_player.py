"""What plays on an open sink: no task, no timer, no thread."""

import pytest

from tests.audio.sounds import noise, tone
from tests.fakes.streams import FakeClock, FakeSink
from tests.rig.heard import compare
from tui_voice.audio.hold import Hold
from tui_voice.audio.player import Player
from tui_voice.audio.sinks import ClockSink
from tui_voice.session.events import PlaybackFinished, PlaybackStarted, PlaybackStopped


def player(sink: FakeSink, clock: FakeClock, prebuffer_ms: int = 0) -> Player:
    return Player(sink, clock.now, Hold(prebuffer_ms))


def test_an_item_starts_when_its_first_sample_is_heard_and_ends_with_its_last() -> None:
    clock = FakeClock(100.0)
    sink = FakeSink(clock, latency_s=0.05)
    playing = player(sink, clock)
    playing.play("a", noise(480))
    playing.finish("a")
    sink.ask()
    assert list(playing.poll()) == []
    clock.advance(0.06)
    assert list(playing.poll()) == [
        PlaybackStarted("a", pytest.approx(100.05)),
        PlaybackFinished("a", 480, pytest.approx(100.07)),
    ]
    assert playing.is_idle()


def test_a_device_at_another_rate_gets_the_sound_resampled_and_counts_in_ours() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, rate_hz=48_000)
    playing = player(sink, clock)
    for _ in range(10):
        playing.play("a", tone(2_400))
    playing.finish("a")
    sink.ask(60)
    finished = [event for event in playing.poll() if isinstance(event, PlaybackFinished)]
    assert [event.heard_samples for event in finished] == [24_000]
    at_48_khz = b"".join(tone(4_800, rate_hz=48_000) for _ in range(10))
    assert compare(at_48_khz, bytes(sink.played)).correlation > 0.99
    assert len(sink.played) == len(at_48_khz)


def test_a_stop_at_another_rate_tells_samples_of_ours() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, rate_hz=48_000)
    playing = player(sink, clock)
    playing.play("a", noise(24_000))
    sink.ask(5)
    stopped = playing.stop()[-1]
    assert stopped == PlaybackStopped((("a", 5 * 480 + 192),), clock.now())


def test_the_playhead_tells_how_loud_it_is_now_and_how_often_sound_was_missing() -> None:
    clock = FakeClock()
    sink = FakeSink(clock, latency_s=0.01)
    playing = player(sink, clock)
    playing.play("a", tone(480, amplitude=16_384))
    sink.ask(3)
    playing.play("a", tone(960, amplitude=16_384))
    sink.ask()
    list(playing.poll())
    moved = playing.playhead()
    assert moved is not None
    assert moved.item_id == "a"
    assert moved.heard_samples == pytest.approx(480 + 240, abs=1)
    assert moved.peak_db == pytest.approx(-6.0, abs=0.1)
    assert moved.rms_db == pytest.approx(-9.0, abs=0.1)
    assert moved.underruns == 1


def test_an_item_that_was_never_finished_does_not_keep_the_next_one_silent() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    playing = player(sink, clock)
    playing.play("a", noise(600))
    playing.play("b", noise(480, seed=2))
    playing.finish("b")
    sink.ask(5)
    assert sink.played == noise(600) + noise(480, seed=2)
    assert [type(event).__name__ for event in playing.poll()] == [
        "PlaybackStarted",
        "PlaybackFinished",
        "PlaybackStarted",
        "PlaybackFinished",
    ]


def test_the_end_of_a_stopped_item_is_not_told_again() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    playing = player(sink, clock)
    playing.play("a", noise(960))
    playing.stop()
    playing.finish("a")
    sink.ask(5)
    assert list(playing.poll()) == []
    assert playing.is_idle()


def test_when_a_sink_fails_the_clock_hears_the_rest() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    playing = player(sink, clock)
    playing.play("a", noise(2_400))
    playing.finish("a")
    sink.ask(2)
    list(playing.poll())
    playing.move_to(ClockSink(clock.now))
    clock.advance(0.2)
    assert list(playing.poll()) == [PlaybackFinished("a", 2_400, pytest.approx(100.1))]


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 44_100, 192_000])
def test_a_sink_of_any_rate_goes_on_with_an_answer_that_still_comes(rate_hz: int) -> None:
    clock = FakeClock()
    first, second = FakeSink(clock, rate_hz=48_000), FakeSink(clock, rate_hz=rate_hz)
    playing = player(first, clock)
    for _ in range(5):
        playing.play("a", tone(2_400))
    first.ask(12)
    playing.move_to(second)
    for _ in range(5):
        playing.play("a", tone(2_400))
    playing.finish("a")
    second.ask(60)
    finished = [event for event in playing.poll() if isinstance(event, PlaybackFinished)]
    assert [event.heard_samples for event in finished] == [24_000]
    left_s = 1.0 - 12 * 0.02
    assert len(second.played) / 2 / rate_hz == pytest.approx(left_s, abs=0.001)
    seconds = tone(round(left_s * rate_hz) - 2 * second.block_samples, rate_hz=rate_hz)
    assert compare(seconds, bytes(second.played)).correlation > 0.99

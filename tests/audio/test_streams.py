"""The two sides of a PortAudio stream, with the test in the place of PortAudio's thread."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from tests.audio.sounds import noise, tone
from tests.fakes.streams import FakeClock
from tui_voice.audio.input import QUEUE_BLOCKS, InputStream
from tui_voice.audio.output import SETTLED_BLOCKS, OutputStream
from tui_voice.audio.schedule import Block
from tui_voice.audio.sinks import Taken
from tui_voice.audio.sources import OnSound
from tui_voice.audio.streams import Format

MONO = Format(24_000, 1)
STEREO_48_KHZ = Format(48_000, 2)


class Device:
    """Asks a speaker's stream for blocks, as PortAudio does."""

    def __init__(self, fmt: Format = MONO, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.output = OutputStream(fmt, self.clock.now)
        self._fmt = fmt

    def ask(self, lead_s: float = 0.05, status: bool = False) -> bytes:
        frames = self._fmt.block_frames
        outdata = memoryview(bytearray(frames * self._fmt.channels * 2))
        time = SimpleNamespace(currentTime=7.0, outputBufferDacTime=7.0 + lead_s)
        self.output.callback(outdata, frames, time, status)
        return bytes(outdata)


def keeper(sounds: list[bytes], patience_samples: int = 480) -> OnSound:
    """Listens to a microphone."""

    def keep(pcm: bytes, at: float) -> int:
        sounds.append(pcm)
        return patience_samples

    return keep


def block(pcm: bytes) -> Block:
    return Block(0, pcm, (("a", len(pcm) // 2),))


def test_pushed_blocks_play_in_order_and_then_there_is_silence() -> None:
    device = Device()
    device.output.push(block(noise(480)))
    device.output.push(block(noise(480, seed=2)))
    assert [device.ask() for _ in range(3)] == [noise(480), noise(480, seed=2), bytes(960)]


def test_a_short_block_is_filled_up_with_silence() -> None:
    device = Device()
    device.output.push(block(noise(100)))
    assert device.ask() == noise(100) + bytes(760)


def test_mono_goes_to_every_channel() -> None:
    device = Device(STEREO_48_KHZ)
    device.output.push(block(noise(960)))
    frames = np.frombuffer(device.ask(), dtype="<i2").reshape(-1, 2)
    assert frames[:, 0].tobytes() == frames[:, 1].tobytes() == noise(960)


def test_it_reports_where_and_when_each_block_is_heard() -> None:
    device = Device()
    device.ask()
    device.output.push(block(noise(480)))
    device.output.push(block(noise(480)))
    device.ask(lead_s=0.05)
    device.clock.advance(0.02)
    device.ask(lead_s=0.04)
    assert device.output.taken() == [
        Taken(480, pytest.approx(100.05)),
        Taken(960, pytest.approx(100.06)),
    ]
    assert device.output.taken() == []
    assert device.output.position() == 1_440


@pytest.mark.parametrize("lead_s", [0.0, -3.0, 60.0])
def test_a_device_that_tells_no_sensible_time_is_believed_its_latency(lead_s: float) -> None:
    device = Device()
    device.output.attach(SimpleNamespace(latency_s=0.04, close=lambda: None))
    device.output.push(block(noise(480)))
    device.ask(lead_s)
    assert device.output.taken() == [Taken(0, pytest.approx(100.04))]


def test_a_cut_fades_the_next_block_within_five_milliseconds() -> None:
    device = Device()
    loud = np.full(480, 10_000, dtype="<i2").tobytes()
    for _ in range(3):
        device.output.push(block(loud))
    assert device.ask() == loud
    assert device.output.cut() == [Taken(0, pytest.approx(100.05))]
    faded = np.frombuffer(device.ask(), dtype="<i2")
    assert faded[0] == 10_000
    assert not faded[119:].any()
    steps = np.abs(np.diff(faded.astype(int)))
    assert steps.max() <= 10_000 // 118 + 1
    assert device.ask() == bytes(960)
    assert device.output.taken() == []


def test_what_is_pushed_after_a_cut_plays_after_the_fade() -> None:
    device = Device()
    device.output.push(block(noise(480)))
    device.output.cut()
    device.output.push(block(noise(480, seed=2)))
    device.ask()
    assert device.ask() == noise(480, seed=2)
    assert [position for position, _ in device.output.taken()] == [480]


def test_a_second_cut_before_the_device_asks_keeps_the_first_fade() -> None:
    device = Device()
    device.output.push(block(noise(480)))
    device.output.cut()
    device.output.push(block(noise(480, seed=2)))
    device.output.cut()
    assert device.ask()[:2] == noise(480)[:2]
    assert device.ask() == bytes(960)


def test_the_volume_is_that_of_what_is_pushed_and_of_what_waits_beyond_the_next_blocks() -> None:
    device = Device()
    loud = np.full(480, 10_000, dtype="<i2").tobytes()
    for _ in range(SETTLED_BLOCKS + 2):
        device.output.push(block(loud))
    device.output.use_gain(0.5)
    device.output.push(block(loud))
    levels = [np.frombuffer(device.ask(), dtype="<i2")[0] for _ in range(SETTLED_BLOCKS + 3)]
    assert levels == [10_000] * SETTLED_BLOCKS + [5_000] * 3
    assert len(device.output.taken()) == SETTLED_BLOCKS + 3


def test_the_volume_back_at_its_full_is_the_sound_as_it_came() -> None:
    device = Device()
    for seed in range(SETTLED_BLOCKS + 1):
        device.output.push(block(noise(480, seed)))
    device.output.use_gain(0.1)
    device.output.use_gain(1.0)
    assert [device.ask() for _ in range(SETTLED_BLOCKS + 1)] == [
        noise(480, seed) for seed in range(SETTLED_BLOCKS + 1)
    ]


def test_a_speaker_that_does_not_ask_for_two_seconds_is_gone_and_tells_how_long_it_is_silent() -> (
    None
):
    device = Device()
    device.ask()
    device.clock.advance(1.9)
    assert not device.output.failure()
    assert device.output.quiet_s() == pytest.approx(1.9)
    device.clock.advance(0.2)
    assert "went away" in device.output.failure()


def test_a_speaker_whose_stream_ended_is_gone() -> None:
    device = Device()
    device.output.ended()
    assert "went away" in device.output.failure()


def test_a_device_that_ran_dry_is_counted_only_while_something_plays() -> None:
    device = Device()
    device.ask(status=True)
    assert device.output.underflows == 0
    device.output.push(block(noise(480)))
    device.ask(status=True)
    assert device.output.underflows == 1


async def test_captured_blocks_reach_the_loop_with_their_times() -> None:
    clock = FakeClock()
    source = InputStream(MONO, clock.now)
    arrived = asyncio.Event()
    blocks: list[tuple[bytes, float]] = []

    def hear(pcm: bytes, at: float) -> int:
        blocks.append((pcm, at))
        if len(blocks) == 2:
            arrived.set()
        return 480

    source.callback(bytearray(noise(480)), 480, None, False)
    source.listen(hear)
    clock.advance(0.02)
    await asyncio.to_thread(source.callback, bytearray(noise(480, seed=2)), 480, None, False)
    await asyncio.wait_for(arrived.wait(), 10)
    assert blocks == [(noise(480), 100.0), (noise(480, seed=2), pytest.approx(100.02))]


async def test_blocks_gather_for_as_long_as_the_listener_has_patience() -> None:
    source = InputStream(MONO, FakeClock().now)
    sounds: list[bytes] = []
    source.listen(keeper(sounds, patience_samples=3 * 480 - 100))
    for count in range(7):
        source.callback(noise(480, seed=count), 480, None, False)
        await asyncio.sleep(0)
    assert [len(sound) // 960 for sound in sounds] == [1, 3, 3]
    assert b"".join(sounds) == b"".join(noise(480, seed=count) for count in range(7))


async def test_what_has_gathered_can_be_had_at_once() -> None:
    source = InputStream(MONO, FakeClock().now)
    sounds: list[bytes] = []
    source.listen(keeper(sounds, patience_samples=4_800))
    for count in range(3):
        source.callback(noise(480, seed=count), 480, None, False)
        await asyncio.sleep(0)
    assert sounds == [noise(480, seed=0)]
    source.deliver()
    assert b"".join(sounds[1:]) == noise(480, seed=1) + noise(480, seed=2)


async def test_stereo_is_mixed_down() -> None:
    source = InputStream(STEREO_48_KHZ, FakeClock().now)
    left, right = tone(960, amplitude=1_000), tone(960, amplitude=3_000)
    frames = np.stack([np.frombuffer(side, dtype="<i2") for side in (left, right)], axis=1)
    source.callback(frames.tobytes(), 960, None, False)
    blocks: list[bytes] = []
    source.listen(keeper(blocks))
    mixed = np.frombuffer(blocks[0], dtype="<i2").astype(int)
    assert np.abs(mixed - np.frombuffer(tone(960, amplitude=2_000), dtype="<i2")).max() <= 1


async def test_what_nobody_fetches_is_kept_to_a_limit_and_its_loss_counted() -> None:
    source = InputStream(MONO, FakeClock().now)
    for _ in range(QUEUE_BLOCKS + 3):
        source.callback(bytes(960), 480, None, False)
    blocks: list[bytes] = []
    source.listen(keeper(blocks))
    assert len(b"".join(blocks)) == QUEUE_BLOCKS * 960
    assert source.overflows == 3


async def test_after_close_nothing_is_delivered() -> None:
    source = InputStream(MONO, FakeClock().now)
    blocks: list[bytes] = []
    source.listen(keeper(blocks))
    source.close()
    source.callback(bytes(960), 480, None, False)
    await asyncio.sleep(0)
    assert not blocks


def test_a_callback_after_the_loop_has_gone_does_no_harm() -> None:
    source = InputStream(MONO, FakeClock().now)

    async def listen() -> None:
        source.listen(keeper([]))

    asyncio.run(listen())
    source.callback(bytes(960), 480, None, False)

"""When sound begins and ends at the device: the real playback and stream, in simulated time.

What a busy machine adds is not in it: it shows who waits for whom.
"""

import asyncio
import random
from array import array
from typing import NamedTuple, cast

from benchmarks._device import ClockDevice, SimulatedLoop
from tui_voice.audio.pcm import BLOCK_MS, SAMPLE_RATE_HZ
from tui_voice.audio.playback import Playback
from tui_voice.audio.streams import BUFFER_MS, Format
from tui_voice.config.settings import Settings
from tui_voice.session.events import Event

ANSWERS = 500
SEED = 20261123
PACKET = bytes(array("h", [8_000]) * (SAMPLE_RATE_HZ // 5))
"""200 ms of sound."""


class Ways(NamedTuple):
    """In milliseconds: from an answer's first packet until it is heard, beyond the hold; and from
    a stop until silence."""

    to_sound: list[float]
    to_silence: list[float]


def exact_ways() -> Ways:
    """Of answers that come, and are stopped, at any moment of a device period."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(_measure())


async def _measure() -> Ways:
    loop = cast("SimulatedLoop", asyncio.get_running_loop())
    device = ClockDevice(loop, Format(SAMPLE_RATE_HZ, 1), 0.0)
    playback = Playback(_nobody, loop.time, lambda _choice: device.output, idle_close_s=3600)
    playback.use("", Settings().prebuffer_ms, BUFFER_MS)
    playback.play("first", PACKET)
    await device.output.in_use.wait()
    loop.flows = True
    playing = asyncio.create_task(device.run())
    await _some_periods()
    playback.stop()
    ways = Ways([], [])
    chance = random.Random(SEED)
    for number in range(ANSWERS):
        await _some_periods()
        await asyncio.sleep(chance.uniform(0, BLOCK_MS / 1000))
        came = loop.time()
        playback.play(str(number), PACKET)
        await asyncio.sleep(Settings().prebuffer_ms / 1000 + chance.uniform(0.05, 0.1))
        ways.to_sound.append(1000 * (device.began_at - came) - Settings().prebuffer_ms)
        stopped = loop.time()
        playback.stop()
        await _some_periods()
        ways.to_silence.append(1000 * (device.ended_at - stopped))
    loop.flows = False
    playing.cancel()
    await playback.close()
    return ways


async def _some_periods() -> None:
    await asyncio.sleep(10 * BLOCK_MS / 1000)


def _nobody(event: Event) -> None:
    """Nobody wants to know."""

"""From the stop to silence at the device: what we add to what the device already holds.

The device is a clock that asks for a block every 20 ms; the stop comes at a random moment.
"""

import random
from types import SimpleNamespace

import numpy as np

from benchmarks.result import Result
from tests.fakes.streams import FakeClock
from tui_voice.audio.output import OutputStream
from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tui_voice.audio.schedule import Block
from tui_voice.audio.streams import Format

STOPS = 500
LOUD = np.full(BLOCK_SAMPLES, 10_000, dtype="<i2").tobytes()
TIME = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.04)


def run() -> list[Result]:
    """The largest of many."""
    chance = random.Random(1)
    worst_ms = max(_silent_after_ms(chance.uniform(0, BLOCK_MS)) for _ in range(STOPS))
    limit_ms = BLOCK_MS + 10.0
    name = "stop_key: stop until the last sound handed to the device has its end"
    limit = "one period + 10 ms"
    holds = worst_ms <= limit_ms
    return [Result(name, worst_ms, "ms", "one period", float(BLOCK_MS), limit, holds)]


def _silent_after_ms(before_the_callback_ms: float) -> float:
    output = OutputStream(Format(SAMPLE_RATE_HZ, 1), FakeClock().now)
    for _ in range(5):
        output.push(Block(0, LOUD, (("a", BLOCK_SAMPLES),)))
    output.cut()
    outdata = memoryview(bytearray(2 * BLOCK_SAMPLES))
    output.callback(outdata, BLOCK_SAMPLES, TIME, None)
    heard = np.flatnonzero(np.frombuffer(outdata, dtype="<i2"))
    output.callback(outdata, BLOCK_SAMPLES, TIME, None)
    assert not any(outdata), "sound after the fade"
    return before_the_callback_ms + (int(heard[-1]) + 1) / SAMPLE_RATE_HZ * 1000

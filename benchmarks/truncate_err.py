"""How well the server is told what was heard of an answer that was cut short.

The real rules, playback, schedule, resampling and stream; a device and a network that are
simulated by one clock; an ear behind the device that counts samples.
"""

import asyncio
import random
from array import array
from collections.abc import Iterator
from typing import cast

from benchmarks._brief import so_many
from benchmarks._device import FORMATS, ClockDevice, SimulatedLoop
from benchmarks.result import Result
from tui_voice.audio.pcm import BLOCK_MS, SAMPLE_RATE_HZ
from tui_voice.audio.playback import Playback
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.config.settings import Settings
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.machine import step
from tui_voice.session.state import Facts, State

INTERRUPTS = so_many(200, 2)
SEED = 20261123
PREBUFFER_MS = 60
DELTA_MS = 200
LOUD = 8000

IDS = ("response", "item")


class Talk:
    """The rules and the real playback around one answer; ``truncated_ms`` is what was sent."""

    def __init__(self, loop: SimulatedLoop, device: ClockDevice) -> None:
        self.truncated_ms = 0.0
        """0 as well where the item was deleted, of which nothing was heard."""
        self._now = loop.time
        self._state = State(Settings(), Facts())
        self.playback = Playback(self.happen, loop.time, lambda _choice: device.output)
        self.playback.use("", PREBUFFER_MS, BUFFER_MS)

    def happen(self, event: ev.Event) -> None:
        """Let it happen, and the rules' will be done."""
        self._state, effects = step(self._state, event)
        for effect in effects:
            match effect:
                case do.PlayAudio(item_id, pcm):
                    self.playback.play(item_id, pcm)
                case do.FinishAudio(item_id):
                    self.playback.finish(item_id)
                case do.StopPlayback():
                    self.playback.stop()
                case do.TruncateItem(_, audio_end_ms):
                    self.truncated_ms = audio_end_ms
                case _:
                    pass

    def begin(self) -> None:
        """A session, a question, an answer begun."""
        now = self._now()
        for event in (
            ev.Started(now, now),
            ev.ConnectionOpened("", False, ev.Credential.NONE, "", now),
            ev.SessionCreated("s", "m", 0, now),
            ev.MessageTyped("Tell me.", now),
            ev.ResponseCreated(IDS[0], now),
        ):
            self.happen(event)

    def receive(self, pcm: bytes) -> None:
        """More of the answer's sound has come."""
        self.happen(ev.AnswerAudioDelta(*IDS, pcm, self._now()))

    def cut(self) -> None:
        """The person presses Esc."""
        self.happen(ev.CancelPressed(self._now()))


def pauses_s(chance: random.Random) -> Iterator[float]:
    """What lies between two deltas: less than they last, as servers send, with stalls."""
    while True:
        stall_s = chance.uniform(0.2, 0.8) if chance.random() < 0.08 else 0.0
        yield chance.uniform(0.02, 0.25) + stall_s


async def interrupt(chance: random.Random) -> tuple[float, float]:
    """Errors in milliseconds of one interrupt: ours, and the wall clock's."""
    loop = cast("SimulatedLoop", asyncio.get_running_loop())
    device = ClockDevice(loop, chance.choice(FORMATS), chance.uniform(0.01, 0.15))
    talk = Talk(loop, device)
    talk.begin()
    pcm = bytes(array("h", [LOUD]) * (SAMPLE_RATE_HZ * DELTA_MS // 1000))
    talk.receive(pcm)
    await device.output.in_use.wait()
    loop.flows = True
    playing = asyncio.create_task(device.run())
    first, left_s, deltas = loop.time(), chance.uniform(0.1, 8.0), 1
    for pause_s in pauses_s(chance):
        await asyncio.sleep(min(pause_s, left_s))
        left_s -= pause_s
        if left_s <= 0:
            break
        talk.receive(pcm)
        deltas += 1
    talk.cut()
    wall_clock_ms = min((loop.time() - first) * 1000, deltas * DELTA_MS)
    await asyncio.sleep(1)
    loop.flows = False
    playing.cancel()
    await talk.playback.close()
    return abs(talk.truncated_ms - device.heard_ms), abs(wall_clock_ms - device.heard_ms)


async def measure() -> tuple[list[float], list[float]]:
    """Errors of all interrupts."""
    chance = random.Random(SEED)
    pairs = [await interrupt(chance) for _ in range(INTERRUPTS)]
    return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]


def run() -> list[Result]:
    """The largest error against one device period, the mean one against the wall clock's."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        ours, theirs = runner.run(measure())
    mean, peer = sum(ours) / len(ours), sum(theirs) / len(theirs)
    return [
        Result(
            name="truncate_err: largest",
            value=max(ours),
            unit="ms",
            peer="one device period",
            against=BLOCK_MS,
            limit="at most 1×",
            holds=max(ours) <= BLOCK_MS,
        ),
        Result(
            name="truncate_err: mean",
            value=mean,
            unit="ms",
            peer="time since the first delta",
            against=peer,
            limit="at most 1/20",
            holds=mean <= peer / 20,
        ),
    ]

"""Gaps in an answer whose packets are late by no more than the hold: none, whatever their length.

The device is a clock, so the figures are exact: 300 answers of three seconds, packets of 20 to
200 ms sent in real time, each late by a random part of the hold.
"""

import random

from benchmarks._brief import so_many
from benchmarks.result import Result
from tests.fakes.streams import FakeClock, FakeSink
from tui_voice.audio.hold import Hold
from tui_voice.audio.player import Player

ANSWERS = so_many(300, 2)
ANSWER_MS = 3_000
PACKETS_MS = (20, 40, 100, 200)
HOLDS_MS = (60, 120, 240)


def run() -> list[Result]:
    """Late within the hold; and, to see that gaps are seen, by up to twice of it."""
    chance = random.Random(4)
    within = sum(_gaps(chance, most_late=1.0) for _ in range(ANSWERS))
    beyond = sum(_gaps(chance, most_late=2.0) for _ in range(ANSWERS))
    name = "jitter_underrun: gaps while no packet is later than the hold"
    peer = "packets up to twice as late"
    holds = within == 0 and beyond > 0
    return [Result(name, within, "gaps", peer, beyond, "0", holds)]


def _gaps(chance: random.Random, most_late: float) -> int:
    packet_ms, hold_ms = chance.choice(PACKETS_MS), chance.choice(HOLDS_MS)
    clock = FakeClock()
    sink = FakeSink(clock)
    player = Player(sink, clock.now, Hold(hold_ms))
    arrivals: list[int] = []
    for sent_ms in range(0, ANSWER_MS, packet_ms):
        due_ms = sent_ms + int(chance.uniform(0, most_late * hold_ms))
        arrivals.append(max([due_ms, *arrivals[-1:]]))  # in order, like TCP
    begun = clock.now()
    packet = b"\1\1" * (24 * packet_ms)
    for now_ms in range(arrivals[-1] + 1):
        clock.seconds = begun + now_ms / 1000
        for _ in range(arrivals.count(now_ms)):
            player.play("a", packet)
        list(player.poll())
        if now_ms % 20 == 0:
            sink.ask()
    return player.underruns

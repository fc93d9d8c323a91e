"""The schedule on a device that asks for blocks of ten samples, a thousand samples a second."""

from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui_voice.audio.schedule import Block, Change, ItemFinished, ItemStarted, Schedule

BLOCK = 10
RATE_HZ = 1_000
PERIOD_S = BLOCK / RATE_HZ


class Device:
    """Asks for a block a period; a sample is heard ``latency`` periods after it was taken."""

    def __init__(self, schedule: Schedule, latency: int = 0) -> None:
        self.schedule = schedule
        self.position = 0
        self.heard = bytearray()
        self.changes: list[Change] = []
        self._latency_s = latency * PERIOD_S
        self._ready: deque[Block] = deque()

    @property
    def now(self) -> float:
        return self.position / RATE_HZ

    def ask(self, periods: int = 1) -> None:
        for _ in range(periods):
            self._ready.extend(self.schedule.blocks(self.position))
            if self._ready:
                block = self._ready.popleft()
                self.heard += block.pcm
                self.schedule.took(self.position, self.now + self._latency_s)
            self.position += BLOCK
            self.changes += self.schedule.advance(self.now)

    def drain(self) -> None:
        """Play until nothing is left, and the device's latency beyond."""
        for _ in range(10_000):
            if not self.schedule.is_playing:
                return
            self.ask()
        raise AssertionError("the schedule never ends")


def schedule(prebuffer: int = 0) -> Schedule:
    return Schedule(rate_hz=RATE_HZ, block_samples=BLOCK, prebuffer_samples=prebuffer)


def pcm(samples: int, first: int = 1) -> bytes:
    """Samples that count upwards, so that each is known."""
    return b"".join((first + i).to_bytes(2, "little") for i in range(samples))


def test_chunks_of_any_length_are_joined_without_a_gap() -> None:
    device = Device(schedule())
    for first, samples in ((1, 7), (8, 1), (9, 25)):
        device.schedule.add("a", pcm(samples, first))
    device.schedule.finish("a")
    device.drain()
    assert device.heard == pcm(33)
    assert device.schedule.underruns == 0


def test_an_item_waits_for_its_prebuffer() -> None:
    device = Device(schedule(prebuffer=30))
    device.schedule.add("a", pcm(10))
    device.schedule.add("a", pcm(29, 11))
    device.ask(3)
    assert not device.heard
    device.schedule.add("a", pcm(1, 40))
    device.ask(4)
    assert device.heard == pcm(40)


def test_an_item_that_was_held_back_long_enough_is_let_go() -> None:
    device = Device(schedule(prebuffer=300))
    device.schedule.add("a", pcm(10))
    device.ask()
    assert device.schedule.waits("a")
    device.schedule.prime("a")
    device.ask()
    assert not device.schedule.waits("a")
    assert device.heard == pcm(10)


def test_a_short_finished_answer_is_not_held_back_by_the_prebuffer() -> None:
    device = Device(schedule(prebuffer=300))
    device.schedule.add("a", pcm(12))
    device.schedule.finish("a")
    device.ask(2)
    assert device.heard == pcm(12)


def test_the_prebuffer_is_never_filled_again_inside_an_item() -> None:
    device = Device(schedule(prebuffer=20))
    device.schedule.add("a", pcm(10))
    device.schedule.add("a", pcm(20, 11))
    device.ask(6)
    device.schedule.add("a", pcm(10, 31))
    device.ask()
    assert device.heard == pcm(40)


def test_a_gap_inside_an_item_is_one_underrun_however_long() -> None:
    device = Device(schedule())
    device.schedule.add("a", pcm(20))
    device.ask(7)
    device.schedule.add("a", pcm(20, 21))
    device.ask(2)
    assert device.schedule.underruns == 1
    device.ask(3)
    device.schedule.add("a", pcm(10, 41))
    device.ask()
    assert device.schedule.underruns == 2


def test_silence_between_items_is_no_underrun() -> None:
    device = Device(schedule())
    for item_id in ("a", "b"):
        device.schedule.add(item_id, pcm(20))
        device.schedule.finish(item_id)
        device.drain()
        device.ask(4)
    assert device.schedule.underruns == 0


def test_a_later_item_begins_in_the_block_in_which_the_earlier_ends() -> None:
    device = Device(schedule())
    device.schedule.add("a", pcm(13))
    device.schedule.add("b", pcm(7, 14))
    device.schedule.finish("a")
    device.schedule.finish("b")
    device.drain()
    assert device.heard == pcm(20)
    assert device.changes == [
        ItemStarted("a", 0.0),
        ItemFinished("a", pytest.approx(0.013)),
        ItemStarted("b", pytest.approx(0.013)),
        ItemFinished("b", pytest.approx(0.020)),
    ]


def test_the_end_of_an_item_does_not_wait_for_the_prebuffer_of_the_next() -> None:
    device = Device(schedule(prebuffer=20))
    device.schedule.add("a", pcm(25))
    device.schedule.finish("a")
    device.schedule.add("b", pcm(5))
    device.ask(3)
    assert device.heard == pcm(25)


def test_a_rest_shorter_than_a_block_waits_for_its_successor_not_to_make_a_gap() -> None:
    plan = schedule()
    plan.add("a", pcm(15))
    assert [block.pcm for block in plan.blocks(position=0)] == [pcm(10)]
    plan.add("a", pcm(7, 16))
    assert [block.pcm for block in plan.blocks(position=0)] == [pcm(10, 11)]
    plan.finish("a")
    assert [block.pcm for block in plan.blocks(position=0)] == [pcm(2, 21)]


def test_an_item_waits_until_the_one_before_it_is_finished() -> None:
    device = Device(schedule())
    device.schedule.add("a", pcm(10))
    device.schedule.add("b", pcm(10, 21))
    device.ask(3)
    assert device.heard == pcm(10)
    device.schedule.add("a", pcm(10, 11))
    device.schedule.finish("a")
    device.ask(2)
    assert device.heard == pcm(30)


def test_a_chunk_starts_where_the_one_before_ends_or_where_the_device_is() -> None:
    plan = schedule()
    plan.add("a", pcm(20))
    assert [block.start for block in plan.blocks(position=70)] == [70, 80]
    assert plan.next_start == 90
    plan.add("a", pcm(10))
    assert [block.start for block in plan.blocks(position=70)] == [90]


def test_a_device_that_takes_a_block_late_moves_the_plan() -> None:
    plan = schedule()
    plan.add("a", pcm(20))
    plan.blocks(position=0)
    plan.took(position=50, at=0.05)
    assert plan.next_start == 70


def test_it_plays_until_the_last_sample_has_left_the_device() -> None:
    device = Device(schedule(), latency=3)
    device.schedule.add("a", pcm(10))
    device.schedule.finish("a")
    device.ask(3)
    assert device.schedule.is_playing
    assert device.changes == []
    device.ask()
    assert not device.schedule.is_playing
    assert device.changes == [ItemStarted("a", 0.03), ItemFinished("a", pytest.approx(0.04))]


def test_what_is_still_in_the_device_is_not_yet_heard() -> None:
    device = Device(schedule(), latency=2)
    device.schedule.add("a", pcm(50))
    device.ask(4)
    playing = device.schedule.playhead(device.now)
    assert playing is not None
    assert playing[:2] == ("a", 20)


def test_a_stop_counts_what_the_device_took_and_the_fade_as_heard() -> None:
    device = Device(schedule(), latency=2)
    device.schedule.add("a", pcm(50))
    device.schedule.finish("a")
    device.schedule.add("b", pcm(50))
    device.ask(4)
    assert device.schedule.stop(fade_samples=4) == (("a", 44), ("b", 0))
    assert not device.schedule.is_playing


def test_a_stop_in_silence_has_nothing_to_tell() -> None:
    assert schedule().stop(fade_samples=4) == ()


def test_after_a_stop_a_new_item_plays_from_its_beginning() -> None:
    device = Device(schedule())
    device.schedule.add("a", pcm(5))
    device.schedule.stop(fade_samples=4)
    device.schedule.add("b", pcm(10))
    device.ask()
    assert device.heard == pcm(10)


def test_another_device_goes_on_where_the_first_one_failed() -> None:
    plan = schedule()
    plan.add("a", pcm(30))
    plan.blocks(position=0)
    plan.took(position=0, at=0.0)
    plan.move(500, rate_hz=RATE_HZ, block_samples=10, resample=bytes)
    again = plan.blocks(position=500)
    assert [block.start for block in again] == [500, 510]
    assert b"".join(block.pcm for block in again) == pcm(20, 11)
    plan.took(position=500, at=9.0)
    assert plan.underruns == 0


def test_another_device_may_have_another_rate_and_counts_in_its_own_samples() -> None:
    plan = schedule()
    plan.add("a", pcm(30))
    plan.finish("a")
    plan.add("b", pcm(20))
    plan.blocks(position=0)
    plan.took(position=0, at=0.0)
    plan.move(0, rate_hz=2 * RATE_HZ, block_samples=20, resample=lambda sound: sound * 2)
    again = plan.blocks(position=0)
    assert [(block.start, block.spans) for block in again] == [
        (0, (("a", 20),)),
        (20, (("a", 20),)),
        (40, (("b", 20),)),
        (60, (("b", 20),)),
    ]
    plan.took(position=0, at=9.0)
    assert plan.stop(fade_samples=4) == (("a", 20 + 20 + 4), ("b", 0))


def test_the_end_of_an_unknown_item_is_nothing() -> None:
    plan = schedule()
    plan.finish("never heard of")
    assert not plan.is_playing


class Playing(RuleBasedStateMachine):
    """Items, chunks, ends and a device, in any order: the rules that always hold."""

    def __init__(self) -> None:
        super().__init__()
        self.device = Device(schedule(prebuffer=25), latency=2)
        self.sent: list[tuple[str, bytearray]] = []
        self.open = False
        self.samples = 0
        self.next_start = 0
        self.playheads: dict[str, int] = {}

    @rule()
    def begin_an_item(self) -> None:
        if self.open:
            self.finish_it()
        self.sent.append((f"item {len(self.sent)}", bytearray()))
        self.open = True

    @precondition(lambda self: self.open)
    @rule(samples=st.integers(1, 60))
    def send_a_chunk(self, samples: int) -> None:
        item_id, so_far = self.sent[-1]
        chunk = pcm(samples, self.samples % 60_000)
        self.samples += samples
        so_far += chunk
        self.device.schedule.add(item_id, chunk)

    @precondition(lambda self: self.open)
    @rule()
    def finish_it(self) -> None:
        self.device.schedule.finish(self.sent[-1][0])
        self.open = False

    @rule(periods=st.integers(1, 8))
    def let_time_pass(self, periods: int) -> None:
        self.device.ask(periods)

    @invariant()
    def all_that_was_heard_was_sent_in_this_order(self) -> None:
        everything = b"".join(bytes(pcm) for _, pcm in self.sent)
        assert everything.startswith(bytes(self.device.heard))

    @invariant()
    def the_plan_never_goes_back(self) -> None:
        assert self.device.schedule.next_start >= self.next_start
        self.next_start = self.device.schedule.next_start

    @invariant()
    def the_playhead_only_moves_on_and_never_past_what_was_sent(self) -> None:
        playing = self.device.schedule.playhead(self.device.now)
        if playing:
            item_id, heard, _ = playing
            assert self.playheads.get(item_id, 0) <= heard
            assert heard <= len(dict(self.sent)[item_id]) // 2
            self.playheads[item_id] = heard

    @invariant()
    def items_begin_and_end_once_and_in_order(self) -> None:
        for kind in (ItemStarted, ItemFinished):
            ids = [change.item_id for change in self.device.changes if isinstance(change, kind)]
            assert ids == sorted(set(ids), key=lambda item_id: int(item_id.split()[1]))
        for earlier, later in pairwise(self.device.changes):
            assert earlier.at <= later.at + 1e-9
            assert isinstance(earlier, ItemStarted) == (earlier.item_id == later.item_id)

    def teardown(self) -> None:
        if self.open:
            self.finish_it()
        self.device.drain()
        assert self.device.heard == b"".join(bytes(pcm) for _, pcm in self.sent)


TestPlaying = Playing.TestCase


@given(lateness=st.lists(st.integers(0, 3), min_size=1, max_size=40), prebuffer=st.integers(3, 8))
def test_no_packet_later_than_the_prebuffer_makes_a_gap(
    lateness: list[int], prebuffer: int
) -> None:
    device = Device(schedule(prebuffer=prebuffer * BLOCK))
    due = [number + late for number, late in enumerate(lateness)]
    arrivals = [max(due[: number + 1]) for number in range(len(due))]  # in order, like TCP
    for period in range(arrivals[-1] + 1):
        for number, arrival in enumerate(arrivals):
            if arrival == period:
                device.schedule.add("a", pcm(BLOCK, number * BLOCK))
        device.ask()
    device.schedule.finish("a")
    device.drain()
    assert device.heard == pcm(len(lateness) * BLOCK, 0)
    assert device.schedule.underruns == 0


@given(asked=st.integers(0, 30), fade=st.integers(0, BLOCK), latency=st.integers(0, 5))
def test_what_a_stop_tells_is_what_came_out_of_the_device(
    asked: int, fade: int, latency: int
) -> None:
    device = Device(schedule(), latency)
    device.schedule.add("a", pcm(200))
    device.ask(asked)
    following = device.schedule.blocks(device.position)
    [(_, heard)] = device.schedule.stop(fade)
    assert heard == min(200, len(device.heard) // 2 + (fade if asked < 20 else 0)), following

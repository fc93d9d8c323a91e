"""How long an answer is held back, learnt from how late its packets come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.sounds import noise, tone
from tests.fakes.streams import FakeClock, FakeSink
from tui_voice.audio.hold import MOST_MS, Hold
from tui_voice.audio.player import Player

PACKET = 2_400
PACKET_S = 0.1


def answer(hold: Hold, item_id: str, late_s: float, packets: int = 5) -> None:
    """Packets in real time, of which the third is late."""
    for number in range(packets):
        hold.came(item_id, PACKET, 10.0 + number * PACKET_S + (late_s if number == 2 else 0.0))


def test_it_starts_with_the_least_and_stays_there_on_a_good_network() -> None:
    hold = Hold(60)
    assert hold.ms == 60
    answer(hold, "a", late_s=-0.05)
    assert hold.ms == 60


def test_what_was_late_once_is_held_back_for_the_next_time() -> None:
    hold = Hold(60)
    answer(hold, "a", late_s=0.16)
    assert hold.ms == pytest.approx(200)


def test_a_network_that_became_better_is_believed_after_some_items() -> None:
    hold = Hold(60)
    answer(hold, "bad", late_s=0.3)
    for number in range(8):
        answer(hold, f"good {number}", late_s=0.0)
    assert hold.ms == 60


def test_nobody_waits_for_an_answer_for_ever() -> None:
    hold = Hold(60)
    answer(hold, "a", late_s=5.0)
    assert hold.ms == MOST_MS


def test_a_person_may_choose_to_wait_longer_than_is_learnt() -> None:
    hold = Hold(900)
    answer(hold, "a", late_s=5.0)
    assert hold.ms == 900


def test_a_first_packet_that_is_all_there_is_plays_when_the_hold_is_over() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    player = Player(sink, clock.now, Hold(60))
    player.play("a", noise(4_800))
    assert player.held_back_s() == pytest.approx(0.06)
    assert sink.waiting == 0
    clock.advance(0.061)
    assert list(player.poll()) == []
    assert player.held_back_s() is None
    assert sink.waiting == 10


def test_a_server_that_is_faster_than_it_is_heard_is_not_waited_for() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    player = Player(sink, clock.now, Hold(60))
    player.play("a", noise(4_800))
    player.play("a", noise(4_800))
    assert sink.waiting == 20


def test_a_short_answer_is_not_held_back() -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    player = Player(sink, clock.now, Hold(500))
    player.play("a", noise(960))
    player.finish("a")
    assert sink.waiting == 2


@given(
    late_ms=st.lists(st.integers(0, 120), min_size=1, max_size=25),
    packet_ms=st.sampled_from([20, 40, 100, 200]),
)
def test_no_packet_that_is_later_than_the_hold_allows_makes_a_gap(
    late_ms: list[int], packet_ms: int
) -> None:
    clock = FakeClock()
    sink = FakeSink(clock)
    hold_ms = max(late_ms)
    player = Player(sink, clock.now, Hold(hold_ms))
    due = [number * packet_ms + late for number, late in enumerate(late_ms)]
    arrivals = [max(due[: number + 1]) for number in range(len(due))]  # in order, like TCP
    sent = [tone(24 * packet_ms) for _ in due]
    begun = clock.now()
    asked = 0
    for now_ms in range(arrivals[-1] + 1):
        clock.seconds = begun + now_ms / 1000
        for number, arrival in enumerate(arrivals):
            if arrival == now_ms:
                player.play("a", sent[number])
        list(player.poll())
        if now_ms >= asked:
            asked += 20
            sink.ask()
    player.finish("a")
    sink.ask(1_000)
    list(player.poll())
    assert bytes(sink.played) == b"".join(sent)
    assert player.underruns == 0

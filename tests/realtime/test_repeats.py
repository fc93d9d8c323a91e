"""An event that comes twice is one event; equal events are not."""

import json

from tui_voice.realtime.repeats import REMEMBERED, Repeats


def frame(event_id: str | None, delta: str) -> str:
    return json.dumps({"type": "response.output_text.delta", "event_id": event_id, "delta": delta})


def test_the_same_event_is_known_again_and_an_equal_one_with_another_id_is_not():
    repeats = Repeats()
    assert not repeats.knows(frame("e1", "ha"))
    assert not repeats.knows(frame("e2", "ha"))
    assert repeats.knows(frame("e1", "ha"))
    assert repeats.knows(frame("e2", "ha"))


def test_a_server_with_one_id_for_everything_may_say_the_same_twice():
    repeats = Repeats()
    assert not repeats.knows(frame("e", "ho"))
    assert not repeats.knows(frame("e", "ha"))
    assert not repeats.knows(frame("e", "ha"))
    assert not repeats.knows(frame("e", "ho"))


def test_events_without_an_id_are_never_repetitions():
    repeats = Repeats()
    for odd in (frame(None, "ha"), frame("", "ha"), '{"event_id": 7}', "[", "[" * 100_000, b"\xff"):
        assert not repeats.knows(odd)
        assert not repeats.knows(odd)


def test_only_the_last_events_are_remembered():
    repeats = Repeats()
    for number in range(REMEMBERED + 1):
        assert not repeats.knows(frame(f"e{number}", "ha"))
    assert not repeats.knows(frame("e0", "ha"))
    assert repeats.knows(frame(f"e{REMEMBERED}", "ha"))

"""Recorded traffic, told to the rules."""

import json
from collections.abc import Iterator

from tests.realtime.traces import messages, whole_samples
from tests.session.play import Play
from tui_voice.realtime.decode import decode
from tui_voice.session import events as ev


def replay(name: str) -> Play:
    """Everything that a real server sent has happened."""
    play = Play()
    for _ in moments(play, name):
        pass
    return play


def moments(play: Play, name: str) -> Iterator[None]:
    """Connect, then let one event after the other happen that a real server sent."""
    play.happen(
        ev.Started(play.now, 1_000_000.0),
        ev.ConnectionOpened("server", False, ev.Credential.EPHEMERAL, "", play.now),
    )
    for message in messages(name):
        if message["direction"] == "received":
            frame = json.dumps(whole_samples(message["data"]))
            play.wait(0.01)
            play.happen(decode(frame, play.now))
            yield

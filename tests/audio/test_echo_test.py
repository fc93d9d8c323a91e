"""The chirp that tells how much of the speaker the microphone hears."""

import numpy as np
import pytest

from tests.audio.room import RATE_HZ, Room, impulse_response
from tests.audio.sounds import noise
from tui_voice.audio.echo_test import EchoScore, chirp, find_chirp


def heard(coupling_db: float, length_ms: int = 100) -> bytes:
    whistle = np.frombuffer(chirp(), dtype="<i2").astype(np.float64)
    played = np.concatenate([np.zeros(RATE_HZ // 2), whistle, np.zeros(RATE_HZ // 2)])
    return b"".join(Room(played, impulse_response(length_ms), coupling_db).heard())


@pytest.mark.parametrize("length_ms", [20, 100, 250])
@pytest.mark.parametrize("coupling_db", [-8.0, -20.0, -35.0])
def test_a_speaker_in_the_room_is_found_with_its_delay_and_level(
    coupling_db: float, length_ms: int
) -> None:
    score = find_chirp(heard(coupling_db, length_ms), played_at_ms=500.0)
    assert score.found
    assert score.delay_ms == pytest.approx(5, abs=3)
    assert score.level_db == pytest.approx(coupling_db, abs=6)


@pytest.mark.parametrize("sound", [noise(48_000), bytes(96_000), b"", noise(100)])
def test_without_an_echo_nothing_is_found(sound: bytes) -> None:
    score = find_chirp(sound)
    assert not score.found
    assert score.proposal(can_cancel=True) == "off"


@pytest.mark.parametrize(
    ("level_db", "can_cancel", "proposal"),
    [
        (-2.0, True, "headphones"),
        (-20.0, True, "cancel"),
        (-20.0, False, "half_duplex"),
        (-60.0, True, "off"),
    ],
)
def test_the_proposal_follows_the_level_and_what_is_installed(
    level_db: float, can_cancel: bool, proposal: str
) -> None:
    assert EchoScore(True, 505.0, level_db).proposal(can_cancel=can_cancel) == proposal

"""What is said about a microphone that delivers no speech."""

import pytest

from tui_voice.audio.level import SILENT as NOTHING
from tui_voice.audio.level import Level
from tui_voice.audio.sound_server import is_muted
from tui_voice.audio.suspicion import CLIPPED, SILENT, UNHEARD, Suspicion, silent_words

BLOCK_S = 0.08
ROOM = Level(-62.0, -70.0)
VOICE = Level(-14.0, -28.0)
SHOUT = Level(0.0, -4.0)


def said(suspicion: Suspicion, level: Level, seconds: float) -> list[str]:
    words = [suspicion.heard(level, BLOCK_S) for _ in range(round(seconds / BLOCK_S))]
    return [word for word in words if word]


def test_two_seconds_of_zeros_are_no_air_and_said_once() -> None:
    suspicion = Suspicion()
    assert said(suspicion, NOTHING, 1.9) == []
    assert said(suspicion, NOTHING, 10.0) == [SILENT]


def test_a_device_that_begins_with_zeros_is_given_its_time() -> None:
    suspicion = Suspicion()
    assert said(suspicion, NOTHING, 1.9) == []
    assert said(suspicion, ROOM, 0.1) == []
    assert said(suspicion, NOTHING, 1.9) == []


def test_sound_that_is_cut_off_at_the_top_is_said_once_and_one_knock_is_not() -> None:
    suspicion = Suspicion()
    assert said(suspicion, SHOUT, 0.32) == []
    assert said(suspicion, VOICE, 2.0) == []
    assert said(suspicion, SHOUT, 2.0) == [CLIPPED]


def test_a_turn_in_which_nobody_spoke_is_said_at_its_end() -> None:
    suspicion = Suspicion()
    assert said(suspicion, ROOM, 3.0) == []
    assert suspicion.ended() == UNHEARD


def test_one_word_in_a_long_silence_is_speech() -> None:
    suspicion = Suspicion()
    said(suspicion, ROOM, 5.0)
    said(suspicion, VOICE, 0.2)
    said(suspicion, ROOM, 5.0)
    assert suspicion.ended() == ""


def test_a_slip_of_the_finger_is_no_turn() -> None:
    suspicion = Suspicion()
    said(suspicion, ROOM, 0.3)
    assert suspicion.ended() == ""


def test_what_was_said_of_zeros_is_not_said_again_in_other_words() -> None:
    suspicion = Suspicion()
    said(suspicion, NOTHING, 3.0)
    assert suspicion.ended() == ""


@pytest.mark.parametrize(
    ("program", "named"),
    [
        ("Apple_Terminal", "allow it for Terminal in"),
        ("iTerm.app", "start iTerm again"),
        ("WezTerm", "allow it for WezTerm in"),
        ("", "your terminal"),
    ],
)
def test_on_macos_the_program_that_needs_the_permission_is_named(program: str, named: str) -> None:
    assert named in silent_words("darwin", {"TERM_PROGRAM": program})


def test_elsewhere_no_permission_is_spoken_of() -> None:
    assert silent_words("linux", {"TERM_PROGRAM": "vscode"}) == SILENT


@pytest.mark.parametrize(("default", "muted"), [("desk", True), ("camera", False), ("away", False)])
def test_the_sound_server_is_asked_whether_its_default_microphone_is_muted(
    default: str, muted: bool
) -> None:
    info = f'{{"default_source_name": "{default}", "server_name": "pulseaudio"}}'.encode()
    sources = b'[{"name": "camera", "mute": false}, {"name": "desk", "mute": true}]'
    assert is_muted(info, sources) is muted


@pytest.mark.parametrize("answer", [b"", b"Connection refused", b"[]", b"{}"])
def test_a_sound_server_that_does_not_answer_mutes_nothing(answer: bytes) -> None:
    assert not is_muted(answer, answer)

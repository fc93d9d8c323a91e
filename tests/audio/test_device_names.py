"""Which device a setting means."""

import pytest

from tui_voice.audio.device_names import Device, Direction, choose
from tui_voice.audio.errors import SoundError

DEVICES = [
    Device(3, "default", 32, 44_100),
    Device(0, "Laptop: ALC257 Analog (hw:0,0)", 2, 48_000),
    Device(1, "Laptop: HDMI 0 (hw:0,3)", 8, 44_100),
    Device(2, "Jabra Evolve 65", 1, 16_000),
    Device(7, "Jabra Evolve 65", 1, 16_000),
]


@pytest.mark.parametrize(
    ("choice", "index"),
    [
        ("", 3),
        ("0", 0),
        ("7", 7),
        ("default", 3),
        ("JABRA evolve 65", 2),
        ("jabra", 2),
        ("alc257", 0),
        ("HDMI", 1),
    ],
)
def test_a_device_is_meant_by_index_name_or_part_of_its_name(choice: str, index: int) -> None:
    assert choose(choice, DEVICES, Direction.INPUT).index == index


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("jabbra evolve", "did you mean “Jabra Evolve 65”?"),
        ("zzz", "There is no speaker “zzz”: there is “default” or"),
        ("99", "There is no speaker “99”"),
        ("laptop", "“laptop” is part of several names: write more of “Laptop: ALC257"),
    ],
)
def test_a_name_that_means_none_or_many_is_answered_with_the_nearest(
    choice: str, words: str
) -> None:
    with pytest.raises(SoundError) as refusal:
        choose(choice, DEVICES, Direction.OUTPUT)
    assert words in str(refusal.value)


def test_without_any_device_the_person_is_told_what_to_do() -> None:
    with pytest.raises(SoundError, match="No microphone found: connect one"):
        choose("", [], Direction.INPUT)

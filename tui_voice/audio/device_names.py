"""Which device a setting means."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from tui_voice.audio.errors import DeviceAwayError, SoundError


class Direction(Enum):
    """Which way the sound goes."""

    INPUT = "microphone"
    OUTPUT = "speaker"

    @property
    def noun(self) -> str:
        """What a person calls such a device."""
        return self.value


@dataclass(frozen=True, slots=True)
class Device:
    """A device as PortAudio lists it; ``channels`` are those of the direction asked for."""

    index: int
    name: str
    channels: int
    rate_hz: int
    """The rate it prefers."""


def choose(choice: str, devices: Sequence[Device], direction: Direction) -> Device:
    """The device meant by an index, a name or a part of one; empty means the first, the default.

    Case does not matter. A whole name goes before a part; a part must mean one name only.
    Raises ``SoundError``, and ``DeviceAwayError`` where none has such a name.
    """
    noun = direction.noun
    if not devices:
        raise SoundError(f"No {noun} found: connect one, then choose it in the settings.")
    if not choice:
        return devices[0]
    for device in devices:
        if choice == str(device.index) or choice.casefold() == device.name.casefold():
            return device
    partly = [device for device in devices if choice.casefold() in device.name.casefold()]
    names = list(dict.fromkeys(device.name for device in partly))
    if not names:
        raise DeviceAwayError(f"There is no {noun} “{choice}”: {_instead(choice, devices)}")
    if len(names) > 1:
        raise SoundError(f"“{choice}” is part of several names: write more of {_listed(names)}.")
    return partly[0]


def _instead(choice: str, devices: Sequence[Device]) -> str:
    names = list(dict.fromkeys(device.name for device in devices))
    folded = {name.casefold(): name for name in names}
    near = [folded[match] for match in get_close_matches(choice.casefold(), folded, cutoff=0.5)]
    return f"did you mean {_listed(near)}?" if near else f"there is {_listed(names)}."


def _listed(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names[:3])

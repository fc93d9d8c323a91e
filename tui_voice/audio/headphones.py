"""Whether the answers are heard in headphones, where no microphone hears them."""

import msgspec

from tui_voice.audio.device_names import Direction, choose
from tui_voice.audio.errors import SoundError
from tui_voice.audio.portaudio import list_devices
from tui_voice.audio.sound_server import DEFAULTS, asked

NAMES = ("headphone", "headset", "earphone", "earbud", "airpods", "kopfhörer", "casque")
"""Parts of the names that macOS, Windows and Bluetooth devices give to what sits on the ears."""


def on_headphones(choice: str) -> bool:
    """Whether the speaker of this setting is worn; False where nothing tells. May block."""
    try:
        name = choose(choice, list_devices(Direction.OUTPUT), Direction.OUTPUT).name
    except SoundError:
        return False
    if name.casefold() in DEFAULTS:
        return sounds_in_headphones(asked("info"), asked("list", "sinks"))
    return names_headphones(name)


def names_headphones(name: str) -> bool:
    """Whether this is the name of something worn."""
    return any(part in name.casefold() for part in NAMES)


def sounds_in_headphones(info: bytes, sinks: bytes) -> bool:
    """Whether the default sink of PulseAudio or PipeWire is worn, by two answers of ``pactl``.

    The port in use tells, or the form of the device, or else its name.
    """
    try:
        default = msgspec.json.decode(info, type=_Info).default_sink_name
        listed = msgspec.json.decode(sinks, type=list[_Sink])
    except msgspec.MsgspecError:
        return False
    return any(sink.is_worn for sink in listed if sink.name == default)


class _Info(msgspec.Struct):
    default_sink_name: str


class _Port(msgspec.Struct):
    name: str
    type: str = ""


class _Sink(msgspec.Struct):
    name: str
    description: str | None = None
    active_port: str | None = None
    ports: list[_Port] = []
    properties: dict[str, str] = {}

    @property
    def is_worn(self) -> bool:
        words = [self.properties.get("device.form_factor", "")]
        if self.ports:
            words += [f"{port.name} {port.type}" for port in self.ports if self._uses(port)]
        else:
            words.append(self.description or "")
        return any(names_headphones(word) for word in words)

    def _uses(self, port: _Port) -> bool:
        return port.name == self.active_port

"""PortAudio, through sounddevice: the one place that opens its streams and reads its device list.

Everything here may block for tens of milliseconds and is called from worker threads. PortAudio is
not made for two threads opening and closing at once, and its device list is frozen until it is
started anew, which ends every open stream: hence one lock, and one count of open streams. Where a
microphone that stays open keeps a speaker from being found, it makes way for a moment.
"""

import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from tui_voice.audio.device_names import Device, Direction, choose
from tui_voice.audio.errors import DeviceAwayError, SoundError
from tui_voice.audio.listing import devices_seen_by_a_child
from tui_voice.audio.streams import AnyClient, Format, offered, reason, started

MADE_WAY_S = 1.0
"""How long a speaker waits for the microphone to make way."""

_lock = threading.Condition()
_open_streams = 0
_outdated = False
"""A device was seen that PortAudio knows only after its last stream has ended."""


class Stream:
    """A running stream."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.latency_s = float(stream.latency)

    def close(self) -> None:
        """End it at once; nothing that is still in the device is played or kept."""
        global _open_streams
        with _lock:
            if not self._stream.closed:
                self._stream.close()
                _open_streams -= 1
                _lock.notify_all()


def open_stream(
    direction: Direction,
    choice: str,
    client_for: Callable[[Format], AnyClient],
    formats: Callable[[Device], list[Format]] = offered,
) -> tuple[Stream, AnyClient]:
    """Open and start the chosen device in the first format that it takes.

    What does not open is tried once more after a look at the devices there are now. While another
    stream runs that takes a moment of it, and is done for a speaker only, and only where nothing
    else would sound. Raises ``SoundError``, and ``DeviceAwayError`` where another device may do.
    """
    attempt = partial(_open_what_is_there, direction, choice, client_for, formats)
    try:
        return attempt()
    except DeviceAwayError:
        raise
    except SoundError:
        if direction is Direction.INPUT or not _others_make_way(direction, choice):
            raise
        return attempt()


def look_for_new(direction: Direction, choice: str) -> None:
    """Notice when the choice means another device now than when the list was read. May block."""
    global _outdated
    with _lock:
        try:
            sounddevice = _load()
        except SoundError:
            return
        if not _open_streams:
            _read_anew(sounddevice)
            return
        known = _meant(choice, _devices(sounddevice, direction), direction)
    there = _meant(choice, devices_seen_by_a_child(direction), direction)
    with _lock:
        _outdated = there not in ("", known)


def is_in_the_way() -> bool:
    """Whether the one stream that runs keeps a device from being found that was seen."""
    return _outdated and _open_streams == 1


def _others_make_way(direction: Direction, choice: str) -> bool:
    """Whether there is a device to be found, and it can be opened now."""
    look_for_new(direction, choice)
    with _lock:
        return _outdated and _lock.wait_for(
            lambda: not (_outdated and _open_streams), timeout=MADE_WAY_S
        )


def _meant(choice: str, devices: list[Device], direction: Direction) -> str:
    """The name of the device that a choice means; nothing if there is none."""
    try:
        return choose(choice, devices, direction).name
    except SoundError:
        return ""


def _open_what_is_there(
    direction: Direction,
    choice: str,
    client_for: Callable[[Format], AnyClient],
    formats: Callable[[Device], list[Format]],
) -> tuple[Stream, AnyClient]:
    with _lock:
        sounddevice = _load()
        if _outdated and not _open_streams:
            _read_anew(sounddevice)
        try:
            return _open(sounddevice, direction, choice, client_for, formats)
        except SoundError:
            if _open_streams:
                raise
            _read_anew(sounddevice)
            return _open(sounddevice, direction, choice, client_for, formats)


def _open(
    sounddevice: Any,
    direction: Direction,
    choice: str,
    client_for: Callable[[Format], AnyClient],
    formats: Callable[[Device], list[Format]],
) -> tuple[Stream, AnyClient]:
    global _open_streams
    device = choose(choice, _devices(sounddevice, direction), direction)
    refusal: Exception | None = None
    for fmt in formats(device):
        client = client_for(fmt)
        try:
            stream = Stream(started(sounddevice, direction, device, fmt, client))
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            refusal = error
            continue
        _open_streams += 1
        return stream, client
    kind = DeviceAwayError if choice else SoundError
    raise kind(
        f"The {direction.noun} “{device.name}” does not open ({reason(refusal)}):"
        " choose another in the settings."
    )


def version() -> str:
    """PortAudio's own words about its version. Raises ``SoundError`` where it is missing."""
    with _lock:
        return str(_load().get_portaudio_version()[1])


def list_devices(direction: Direction) -> list[Device]:
    """The devices there are now, the default first; empty where PortAudio is missing."""
    with _lock:
        try:
            sounddevice = _load()
        except SoundError:
            return []
        if not _open_streams:
            _read_anew(sounddevice)
            return _devices(sounddevice, direction)
    return devices_seen_by_a_child(direction)


def is_there(direction: Direction, choice: str) -> bool:
    """Whether there is a device that the choice means."""
    return _meant(choice, list_devices(direction), direction) != ""


def is_back(direction: Direction, choice: str) -> bool:
    """Whether the choice is there again and could be opened in place of the stream that runs.

    PortAudio opens what came since only after its last stream has ended.
    """
    if _open_streams > 1:
        return False
    return is_there(direction, choice)


def _read_anew(sounddevice: Any) -> None:
    """Have PortAudio read the list of devices again; this would end every stream."""
    global _outdated
    _outdated = False
    sounddevice._terminate()
    sounddevice._initialize()


def _load() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise SoundError(_missing()) from error
    return sounddevice


def _missing() -> str:
    if sys.platform == "linux":
        remedy = "sudo apt install libportaudio2"
    else:
        remedy = "pip install --force-reinstall sounddevice"
    return f"PortAudio is missing, so there is no sound: {remedy}, then start again."


def _devices(sounddevice: Any, direction: Direction) -> list[Device]:
    """The devices of one direction, the default first."""
    way = "input" if direction is Direction.INPUT else "output"
    default = sounddevice.default.device[way]
    found = [
        Device(
            index=int(info["index"]),
            name=str(info["name"]),
            channels=int(info[f"max_{way}_channels"]),
            rate_hz=int(info["default_samplerate"]),
        )
        for info in sounddevice.query_devices()
        if info[f"max_{way}_channels"] > 0
    ]
    return sorted(found, key=lambda device: device.index != default)

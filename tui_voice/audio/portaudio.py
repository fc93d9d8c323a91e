"""PortAudio, through sounddevice: the one place that opens its streams and reads its device list.

Everything here may block for tens of milliseconds and is called from worker threads. PortAudio is
not made for two threads opening and closing at once, and its device list is frozen until it is
started anew, which ends every open stream: hence one lock, and one count of open streams.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tui_voice.audio.device_names import Device, Direction, choose
from tui_voice.audio.errors import DeviceAwayError, SoundError
from tui_voice.audio.listing import devices_seen_by_a_child
from tui_voice.audio.pcm import BLOCK_MS, SAMPLE_RATE_HZ, ms_to_samples

LATENCY_S = 2 * BLOCK_MS / 1000
"""Two blocks in the device: with less, a busy interpreter makes it run dry."""

_lock = threading.Lock()
_open_streams = 0


@dataclass(frozen=True, slots=True)
class Format:
    """What a stream was opened with."""

    rate_hz: int
    channels: int

    @property
    def block_frames(self) -> int:
        """Frames in one device block of 20 ms."""
        return ms_to_samples(BLOCK_MS, self.rate_hz)


class Client(Protocol):
    """What PortAudio calls from its own thread."""

    @property
    def callback(self) -> Callable[..., None]:
        """Moves one block; the arguments are sounddevice's for the direction."""
        ...

    def ended(self) -> None:
        """The stream has ended, asked or not."""
        ...


AnyClient = TypeVar("AnyClient", bound=Client)


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


def offered(device: Device) -> list[Format]:
    """What to try, best first: the protocol's own format, then what the device prefers."""
    rates = dict.fromkeys((SAMPLE_RATE_HZ, device.rate_hz))
    channels = dict.fromkeys(min(wish, device.channels) for wish in (1, 2, device.channels))
    return [Format(rate_hz, count) for rate_hz in rates for count in channels]


def open_stream(
    direction: Direction,
    choice: str,
    client_for: Callable[[Format], AnyClient],
    formats: Callable[[Device], list[Format]] = offered,
) -> tuple[Stream, AnyClient]:
    """Open and start the chosen device in the first format that it takes.

    What does not open is tried once more after a look at the devices there are now, if no other
    stream runs. Raises ``SoundError``, and ``DeviceAwayError`` where another device may do.
    """
    with _lock:
        sounddevice = _load()
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
            stream = _start(sounddevice, direction, device, fmt, client)
        except (sounddevice.PortAudioError, ValueError, OSError) as error:
            refusal = error
            continue
        _open_streams += 1
        return stream, client
    kind = DeviceAwayError if choice else SoundError
    raise kind(
        f"The {direction.noun} “{device.name}” does not open ({_reason(refusal)}):"
        " choose another in the settings (f2)."
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


def is_back(direction: Direction, choice: str) -> bool:
    """Whether the choice is there again and could be opened in place of the stream that runs.

    PortAudio opens what came since only after its last stream has ended.
    """
    if _open_streams > 1:
        return False
    try:
        choose(choice, list_devices(direction), direction)
    except SoundError:
        return False
    return True


def _read_anew(sounddevice: Any) -> None:
    """Have PortAudio read the list of devices again; this would end every stream."""
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


def _start(
    sounddevice: Any, direction: Direction, device: Device, fmt: Format, client: Client
) -> Stream:
    kinds = {
        Direction.INPUT: sounddevice.RawInputStream,
        Direction.OUTPUT: sounddevice.RawOutputStream,
    }
    stream = kinds[direction](
        device=device.index,
        samplerate=fmt.rate_hz,
        channels=fmt.channels,
        blocksize=fmt.block_frames,
        dtype="int16",
        latency=LATENCY_S,
        callback=client.callback,
        finished_callback=client.ended,
    )
    try:
        stream.start()
    except Exception:
        stream.close()
        raise
    return Stream(stream)


def _reason(refusal: Exception | None) -> str:
    """PortAudio's own words, without its error numbers."""
    words = str(refusal.args[0]) if refusal and refusal.args else "unknown reason"
    return words.removeprefix("Error opening RawInputStream: ").removeprefix(
        "Error opening RawOutputStream: "
    )

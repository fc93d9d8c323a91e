"""One stream of PortAudio: the formats to try, what it calls, and how it is started."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tui_voice.audio.device_names import Device, Direction
from tui_voice.audio.pcm import BLOCK_MS, SAMPLE_RATE_HZ, ms_to_samples

BUFFER_MS = 2 * BLOCK_MS
"""Two blocks in the device: with less, a busy interpreter makes it run dry."""

USUAL_RATES_HZ = (48_000, 44_100, 16_000, 8_000)
"""For a device that refuses the rate which it is said to prefer, as Bluetooth in a call does."""


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
    def buffer_ms(self) -> int:
        """How much sound the device is to hold."""
        ...

    @property
    def callback(self) -> Callable[..., None]:
        """Moves one block; the arguments are sounddevice's for the direction."""
        ...

    def ended(self) -> None:
        """The stream has ended, asked or not."""
        ...


AnyClient = TypeVar("AnyClient", bound=Client)


def offered(device: Device) -> list[Format]:
    """What to try, best first: the protocol's own rate, what the device prefers, the usual ones."""
    rates = dict.fromkeys((SAMPLE_RATE_HZ, device.rate_hz, *USUAL_RATES_HZ))
    channels = dict.fromkeys(min(wish, device.channels) for wish in (1, 2, device.channels))
    return [Format(rate_hz, count) for rate_hz in rates for count in channels]


def started(
    sounddevice: Any, direction: Direction, device: Device, fmt: Format, client: Client
) -> Any:
    """sounddevice's stream, running. Raises ``sounddevice.PortAudioError`` and ``ValueError``."""
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
        latency=client.buffer_ms / 1000,
        callback=client.callback,
        finished_callback=client.ended,
    )
    try:
        stream.start()
    except Exception:
        stream.close()
        raise
    return stream


def reason(refusal: Exception | None) -> str:
    """PortAudio's own words, without its error numbers."""
    words = str(refusal.args[0]) if refusal and refusal.args else "unknown reason"
    return words.removeprefix("Error opening RawInputStream: ").removeprefix(
        "Error opening RawOutputStream: "
    )

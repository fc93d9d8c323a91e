"""Which devices really open, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tui_voice.audio.device_names import Direction
from tui_voice.audio.errors import SoundError
from tui_voice.audio.portaudio import list_devices, open_stream
from tui_voice.audio.streams import BUFFER_MS, Format


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A device, and the format it was opened with, or why it does not open."""

    direction: Direction
    index: int
    name: str
    is_default: bool
    opened: Format | None
    trouble: str


def survey() -> Iterator[Surveyed]:
    """Open every device there is for a moment. Blocks; yields nothing without PortAudio."""
    for direction in Direction:
        for place, device in enumerate(list_devices(direction)):
            opened, trouble = None, ""
            try:
                stream, trial = open_stream(direction, str(device.index), _Trial)
            except SoundError as refusal:
                trouble = str(refusal)
            else:
                stream.close()
                opened = trial.format
            yield Surveyed(direction, device.index, device.name, place == 0, opened, trouble)


class _Trial:
    """A stream that is closed again at once: it hears nothing and plays silence."""

    buffer_ms = BUFFER_MS

    def __init__(self, fmt: Format) -> None:
        self.format = fmt

    def callback(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Silence, where there is something to fill."""
        if not memoryview(data).readonly:
            data[:] = bytes(len(data))

    def ended(self) -> None:
        """As it shall."""

"""The sound devices: which there are, and what a microphone hears."""

import asyncio
from collections.abc import Callable

from tui_voice.audio.choose import Microphone
from tui_voice.audio.device_names import Direction
from tui_voice.audio.errors import SoundError
from tui_voice.audio.portaudio import list_devices
from tui_voice.audio.trial import listen
from tui_voice.session.events import Event, MicrophoneLevelMeasured
from tui_voice.session.phases import Meter


class SoundDevices:
    """``Devices`` of PortAudio."""

    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of inputs and outputs that exist now, the default first; empty without sound."""
        return await asyncio.to_thread(lambda: (_names(Direction.INPUT), _names(Direction.OUTPUT)))

    async def listen(self, device: str, on_level: Callable[[Meter], None]) -> None:
        """Tell the level of a microphone, by a stream of its own, until cancelled.

        Raises ``OSError`` with a person's words where it cannot be heard.
        """

        def tell(event: Event, _: Microphone) -> None:
            if isinstance(event, MicrophoneLevelMeasured):
                on_level(Meter(event.peak_db, event.rms_db))

        try:
            await listen(device, tell)
        except SoundError as problem:
            raise OSError(str(problem)) from problem


def _names(direction: Direction) -> tuple[str, ...]:
    """Each name once: Windows lists a device once for each of its host interfaces."""
    return tuple(dict.fromkeys(device.name for device in list_devices(direction)))

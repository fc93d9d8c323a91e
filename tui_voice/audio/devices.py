"""The list of sound devices."""

import asyncio

from tui_voice.audio.device_names import Direction
from tui_voice.audio.portaudio import list_devices


class SoundDevices:
    """``Devices`` of PortAudio."""

    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of inputs and outputs that exist now, the default first; empty without sound."""
        return await asyncio.to_thread(lambda: (_names(Direction.INPUT), _names(Direction.OUTPUT)))


def _names(direction: Direction) -> tuple[str, ...]:
    """Each name once: Windows lists a device once for each of its host interfaces."""
    return tuple(dict.fromkeys(device.name for device in list_devices(direction)))

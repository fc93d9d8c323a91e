"""The chosen device, or the system's default while that one is away."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Generic

from tui_voice.audio.errors import DeviceAwayError, SoundError
from tui_voice.audio.threads import Device, opened

RETRY_S = 3.0
"""How often to look whether a device that went away is back."""
DEFAULT = ""


class Preferred(Generic[Device]):
    """Opens one kind of device and remembers whether another stands in for the chosen one.

    ``open_device`` opens the device of a setting and raises ``SoundError``; ``is_back`` says
    whether it could be opened now. Both run in threads. ``tell`` says a line to the person.
    """

    def __init__(
        self,
        open_device: Callable[[str], Device],
        is_back: Callable[[str], bool],
        tell: Callable[[str], None],
        retry_s: float = RETRY_S,
    ) -> None:
        self._open_device = open_device
        self._is_back = is_back
        self._tell = tell
        self._retry_s = retry_s
        self.away = ""
        """The choice for which the default stands in; empty while there is none."""

    async def open(self, choice: str) -> Device:
        """The device of this choice, or else the default. Raises ``SoundError``."""
        try:
            device = await opened(partial(self._open_device, choice))
        except DeviceAwayError as problem:
            return await self._stand_in(choice, problem)
        if self.away and self.away == choice:
            self._tell(f"“{choice}” is back and is used again.")
        self.away = ""
        return device

    async def returned(self) -> None:
        """Wait until the choice that is away could be opened again."""
        back = False
        while not back:
            await asyncio.sleep(self._retry_s)
            back = await asyncio.to_thread(self._is_back, self.away)

    async def _stand_in(self, choice: str, problem: DeviceAwayError) -> Device:
        try:
            device = await opened(partial(self._open_device, DEFAULT))
        except SoundError:
            raise problem from None
        if self.away != choice:
            self._tell(f"{problem} Until it is there the system's default is used.")
        self.away = choice
        return device

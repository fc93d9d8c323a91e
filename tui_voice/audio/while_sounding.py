"""A speaker that is given up once it fails: for a turn that is read as much as it is heard."""

from collections.abc import Callable
from typing import Protocol

from tui_voice.audio.at_once import KeptSpeaker
from tui_voice.session.events import (
    Event,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
)


class Speaker(Protocol):
    """What is needed of one."""

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """Open this device from now on."""
        ...

    def set_volume(self, percent: int) -> None:
        """From 0 to 100."""
        ...

    def play(self, item_id: str, pcm: bytes) -> None:
        """Append sound of an item."""
        ...

    def finish(self, item_id: str) -> None:
        """No more sound comes for the item."""
        ...

    def stop(self) -> None:
        """Be silent."""
        ...

    async def close(self) -> None:
        """Release everything."""
        ...


class WhileSounding:
    """A ``Speaker`` that plays on ``loud`` until that fails, and from then on waits for no clock.

    Beside it a silent one counts all along. What that one has reported already, and ``loud`` has
    not, is reported when ``loud`` fails.
    """

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        loud: Callable[[Callable[[Event], None], Callable[[], float]], Speaker],
    ) -> None:
        self._post = post
        self._failed = False
        self._ahead: list[Event] = []
        """What the silent one has reported and the loud one has not."""
        self._loud = loud(self._hear, now)
        self._silent = KeptSpeaker(self._count, now, file=None)

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """The device of the loud one."""
        self._loud.use(device, prebuffer_ms, buffer_ms)

    def set_volume(self, percent: int) -> None:
        """The volume of the loud one."""
        self._loud.set_volume(percent)

    def play(self, item_id: str, pcm: bytes) -> None:
        """More sound of an item."""
        self._silent.play(item_id, pcm)
        if not self._failed:
            self._loud.play(item_id, pcm)

    def finish(self, item_id: str) -> None:
        """All sound of the item is here."""
        self._silent.finish(item_id)
        if not self._failed:
            self._loud.finish(item_id)

    def stop(self) -> None:
        """Be silent."""
        self._silent.stop()
        if not self._failed:
            self._loud.stop()

    async def close(self) -> None:
        """Release the device."""
        await self._loud.close()

    def _hear(self, event: Event) -> None:
        """What the loud one reports."""
        if self._failed:
            return
        self._post(event)
        match event:
            case PlaybackStarted(item_id) | PlaybackFinished(item_id):
                self._ahead = [
                    each
                    for each in self._ahead
                    if not (isinstance(each, type(event)) and each.item_id == item_id)
                ]
            case PlaybackStopped():
                self._ahead.clear()
            case PlaybackFailed():
                self._failed = True
                for each in self._ahead:
                    self._post(each)
                self._ahead.clear()
            case _:
                pass

    def _count(self, event: Event) -> None:
        """What the silent one reports."""
        if self._failed:
            self._post(event)
        else:
            self._ahead.append(event)

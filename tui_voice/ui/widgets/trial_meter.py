"""A meter that hears a microphone by itself, to try it out."""

from asyncio import Lock
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui_voice.engine.view import Meter
from tui_voice.ui.gauge import MeterState
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.level_meter import LevelMeter

if TYPE_CHECKING:
    from textual.worker import Worker

    from tui_voice.engine.ports import Devices


class TrialMeter(LevelMeter):
    """Hears a device from ``hear`` to ``rest``, by a stream of its own, and never off the screen.

    Posts ``Failed`` where it cannot be heard.
    """

    class Failed(Message):
        """The device cannot be heard, for the reason in ``words``."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, times: Times, devices: "Devices | None") -> None:
        super().__init__("level", times, id="trial")
        self._devices = devices
        self._device: str | None = None
        self._one_at_a_time = Lock()
        """A device may be one that only one stream can open: the last one is closed first."""
        self._worker: Worker[None] | None = None
        self.set_reactive(TrialMeter.state, MeterState.CLOSED)

    def hear(self, device: str) -> None:
        """Hear this device from now on."""
        if device != self._device:
            self._device = device
            self._stop()
            self._worker = self.run_worker(partial(self._listen, device))

    def rest(self) -> None:
        """Hear nothing any more."""
        self._device = None
        self._stop()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()

    async def _listen(self, device: str) -> None:
        if self._devices is None:
            return
        try:
            async with self._one_at_a_time:
                await self._devices.listen(device, self._show)
        except OSError as problem:
            self.post_message(self.Failed(str(problem)))
        finally:
            self.level = Meter()
            self.state = MeterState.CLOSED

    def _show(self, level: Meter) -> None:
        self.state = MeterState.OPEN
        self.level = level

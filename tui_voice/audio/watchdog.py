"""Whether a device that has fallen silent is gone, or only kept waiting by a busy machine."""

import asyncio
from collections.abc import Callable

from tui_voice.audio.threads import in_a_thread

SUSPICIOUS_S = 0.2
"""No callback for so long is looked into: at a load of three for each core it hardly occurs."""
SURELY_GONE_S = 2.0
"""After so long a stream is given up whatever the list of devices says."""


class Watchdog:
    """Watches one open device; to be told now and then how long it has been silent.

    PortAudio says nothing of a device that was pulled out: its callbacks stop. They stop as well
    while the machine has no time for them, and then all that was said comes later. So the list of
    devices is asked: ``is_there`` runs in a thread.
    """

    def __init__(self, is_there: Callable[[], bool], suspicious_s: float = SUSPICIOUS_S) -> None:
        self._is_there = is_there
        self._suspicious_s = suspicious_s
        self._look: asyncio.Task[bool] | None = None

    def gone(self, quiet_s: float) -> bool:
        """Whether a device that has been silent for so long is gone. On the loop's thread."""
        if quiet_s <= self._suspicious_s:
            self.rest()
            return False
        if quiet_s > SURELY_GONE_S:
            self.rest()
            return True
        if self._look is None:
            self._look = asyncio.get_running_loop().create_task(in_a_thread(self._is_there))
        return self._look.done() and not self._look.result()

    def rest(self) -> None:
        """Forget what was suspected."""
        if self._look:
            self._look.cancel()
            self._look = None

"""Time, as it really is."""

import asyncio
import time
from collections.abc import Callable


class SystemClock:
    """The clock of this computer and of the running event loop."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Call back on the loop's thread after ``delay_s``."""
        return asyncio.get_running_loop().call_later(delay_s, callback)

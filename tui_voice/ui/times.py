"""The times a screen needs, in one place, so that a test can hold them still."""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple


def local_time(at_s: float) -> str:
    """Hours and minutes of a time since the epoch, where the person is."""
    return datetime.fromtimestamp(at_s).astimezone().strftime("%H:%M")


def local_date_and_time(at_s: float) -> str:
    """Date, hours and minutes of a time since the epoch, where the person is."""
    return datetime.fromtimestamp(at_s).astimezone().strftime("%Y-%m-%d %H:%M")


class Times(NamedTuple):
    """Monotonic seconds, how a moment is written, and today's date."""

    now: Callable[[], float] = time.monotonic
    written: Callable[[float], str] = local_time
    dated: Callable[[float], str] = local_date_and_time
    today: Callable[[], date] = date.today

"""From the moment the server says that somebody speaks until silence at the device.

The real program, with a speaker made of a clock that asks for a block every 20 ms: half a period
passes on average before it asks for the one that fades. Where in a period the stops fall is not
left to chance, which would move the shares by a millisecond or two: they are spread over it evenly.
The exact rows begin where playback is told to stop, and have no machine that may be busy.
"""

import math
import time

from benchmarks._clocked_app import shares, talking
from benchmarks._exact import exact_ways
from benchmarks.result import Result
from tui_voice.audio.pcm import BLOCK_MS
from tui_voice.config.settings import Turns

STOPS = 40
PERIOD_S = BLOCK_MS / 1000
AHEAD_S = 0.05
"""The server is told so long before it shall hear somebody."""


def run() -> list[Result]:
    """Exact rows, then a row for the median and one for nineteen of twenty."""
    silent_ms: list[float] = []
    with talking(Turns.SERVER_VAD, sound_s=2.0, in_s=0.1) as talk:
        for number in range(STOPS):
            asked = talk.sounding() + number / STOPS * PERIOD_S
            heard = talk.server.hear(_periods_after(asked, time.monotonic() + AHEAD_S))
            silent_ms.append(1000 * (talk.ear("ended") - heard))
    return [
        *shares("stop_vad: stop until silence, exact", exact_ways().to_silence, 5, 0.5, 1.0),
        *shares("stop_vad: speech_started sent until silence", silent_ms, 5, 0.5, 0.95),
    ]


def _periods_after(moment: float, earliest: float) -> float:
    """The first moment from ``earliest`` on that is whole periods after this one."""
    return moment + math.ceil((earliest - moment) / PERIOD_S) * PERIOD_S

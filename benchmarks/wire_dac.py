"""From the first packet of an answer, sent by the server, until its first sample leaves the device.

The real program, with a speaker made of a clock that asks for a block every 20 ms and is open
already. The server speaks in real time, so that the start is held back for as long as was chosen.
The exact rows begin where a packet reaches playback, and have no machine that may be busy.
"""

from benchmarks._clocked_app import shares, talking
from benchmarks._exact import exact_ways
from benchmarks.result import Result
from tui_voice.config.settings import Settings, Turns

ANSWERS = 100
ANSWER_S = 0.6


def run() -> list[Result]:
    """What is on top of the hold."""
    beyond_ms: list[float] = []
    with talking(Turns.MANUAL, sound_s=ANSWER_S, in_s=ANSWER_S) as talk:
        for number in range(ANSWERS + 1):
            talk.server.answer()
            heard = talk.ear("begun")
            way_ms = 1000 * (heard - talk.server.at_s["begun"])
            if number:  # with the first one numpy is imported, which a real device does as it opens
                beyond_ms.append(way_ms - Settings().prebuffer_ms)
            talk.ear("ended")
    exact = "wire_dac: first packet at playback until heard, beyond the hold, exact"
    return [
        *shares(exact, exact_ways().to_sound, 5, 0.5, 0.99),
        *shares(
            "wire_dac: first packet sent until heard, beyond the hold", beyond_ms, 5, 0.5, 0.99
        ),
    ]

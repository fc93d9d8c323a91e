"""Processor time of the sound arm against streams whose callbacks do nothing, in the same minute.

OpenAI's push-to-talk example is not part of its package and cannot be had here, so the floor alone
stands beside. The limit of three times is ours, so that a step back shows.
"""

from benchmarks._sound import on_the_rig
from benchmarks.result import Result

SECONDS = 10.0
WAYS = {"idle": "", "mic": "mic", "out": "out", "both": "mic+out"}


def run() -> list[Result]:
    """Nothing open, one way, the other, both."""
    results: list[Result] = []
    for name, ways in WAYS.items():
        floor, own = on_the_rig((f"bare:{ways}", SECONDS, 200), (f"ours:{ways}", SECONDS, 200))
        holds = own["cpu"] <= max(3 * floor["cpu"], 0.5)
        limit = "at most 3×" if ways else "0.5 points of a core"
        value, against = own["cpu"], floor["cpu"]
        row = Result(f"cpu_{name}", value, "% of a core", "bare", against, limit, holds)
        results.append(row)
    return results

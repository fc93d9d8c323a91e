"""How late the microphone's callbacks come, against a bare stream's.

Three rounds of each in turn, and the best of each: on a machine that is at work on other things a
single round measures those.
"""

from benchmarks._sound import on_the_rig, share
from benchmarks.result import Result

SECONDS = 4.0
ROUNDS = 3


def run() -> list[Result]:
    """Lateness against the evenest possible grid."""
    runs = on_the_rig(*[("bare:mic", SECONDS, 200), ("ours:mic", SECONDS, 200)] * ROUNDS)
    results: list[Result] = []
    for part in (0.5, 0.95):
        bare_ms = min(share(figures["late_ms"], part) for figures in runs[::2])
        ours_ms = min(share(figures["late_ms"], part) for figures in runs[1::2])
        name, holds = f"cb_jitter: p{part * 100:.0f}", ours_ms <= 1.5 * bare_ms
        results.append(Result(name, ours_ms, "ms", "bare stream", bare_ms, "at most 1.5×", holds))
    return results

"""A dated sample's way from the device to the wire, on a real PortAudio stream.

The first sample of a chunk waits until the chunk is full; what is on top of that is ours.
"""

from benchmarks._sound import on_the_rig, share
from benchmarks.result import Result

SECONDS = 8.0
CHUNKS_MS = (20, 40, 200)


def run() -> list[Result]:
    """One run for each length of chunk."""
    results: list[Result] = []
    for chunk_ms in CHUNKS_MS:
        (figures,) = on_the_rig(("ours:mic", SECONDS, chunk_ms))
        for part, limit_ms in ((0.5, 1.02 * chunk_ms + 1), (0.99, 1.05 * chunk_ms + 3)):
            way_ms = share(figures["ways_ms"], part)
            name = f"mic_wire: p{part * 100:.0f}, chunks of {chunk_ms} ms"
            limit = f"at most {limit_ms:.1f} ms"
            results.append(
                Result(name, way_ms, "ms", "the chunk", float(chunk_ms), limit, way_ms <= limit_ms)
            )
    return results

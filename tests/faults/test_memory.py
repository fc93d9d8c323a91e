"""What a server sends takes a bounded amount of memory."""

import asyncio
import sys
import tracemalloc
from pathlib import Path

from tests.fakes.realtime_server import Emit, RealtimeServer, Script, emit, expect
from tui_voice.realtime.decode import decode

FRAME = (
    '{"type": "response.output_audio.delta", "response_id": "r1", "item_id": "a1", "delta": "'
    + "A" * (64 << 20)
    + '"}'
)
"""Nothing is wrong with it but its size."""

MOST_ALLOCATED = 2.1
"""Times the size of the frame, at once: the whole that its pieces make, its text, and some room."""

MOST_RESIDENT = 3.5
"""The same as the system counts it, with what is free again but not given back: 2.0 to 3.0 were
seen, by how the pieces came."""


async def test_a_frame_of_64_mb_takes_no_more_than_the_network_needs_for_it():
    script: Script = [emit("session.created", session={}), expect("response.create"), Emit(FRAME)]
    program = Path(__file__).parent / "taking_a_frame.py"
    async with RealtimeServer(script) as server:
        child = await asyncio.create_subprocess_exec(
            sys.executable, program, server.base_url, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await child.communicate()
        before, after, allocated = map(int, output.split())
    assert 1 < allocated / len(FRAME) < MOST_ALLOCATED
    assert 1 < (after - before) / len(FRAME) < MOST_RESIDENT


def test_a_frame_that_is_too_long_is_not_looked_at():
    tracemalloc.start()
    try:
        decode(FRAME, 0.0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(FRAME) / 1000

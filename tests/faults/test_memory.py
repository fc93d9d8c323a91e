"""What a server sends takes a bounded amount of memory, measured in a process of its own."""

import asyncio
import sys
from pathlib import Path

from tests.fakes.realtime_server import Emit, RealtimeServer, Script, emit, expect

FRAME = (
    '{"type": "response.output_audio.delta", "response_id": "r1", "item_id": "a1", "delta": "'
    + "A" * (64 << 20)
    + '"}'
)
"""Nothing is wrong with it but its size."""

MOST = 3.5
"""Times the size of the frame: its pieces, the whole they make, its text, and some room."""


async def test_a_frame_of_64_mb_takes_three_and_a_half_times_its_size_at_most():
    script: Script = [emit("session.created", session={}), expect("response.create"), Emit(FRAME)]
    program = Path(__file__).parent / "taking_a_frame.py"
    async with RealtimeServer(script) as server:
        child = await asyncio.create_subprocess_exec(
            sys.executable, program, server.base_url, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await child.communicate()
        before, after = map(int, output.split())
    grown = (after - before) / len(FRAME)
    assert 1 < grown < MOST, grown

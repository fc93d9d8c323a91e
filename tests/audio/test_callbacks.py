"""The discipline of the callbacks: PortAudio's thread copies a block, notes it, and leaves."""

import ast
import asyncio
import inspect
import textwrap
import threading
import tracemalloc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fakes.streams import FakeClock
from tui_voice.audio.input import QUEUE_BLOCKS, InputStream
from tui_voice.audio.output import OutputStream
from tui_voice.audio.streams import Format

MONO = Format(24_000, 1)
CALLBACKS = [
    InputStream.callback,
    InputStream._wake,
    InputStream.ended,
    OutputStream.callback,
    OutputStream.ended,
]
MAY_CALL = {
    *("len", "bytes", "Taken"),
    *("append", "popleft"),
    *("_now", "_wake", "call_soon_threadsafe"),
}
"""What takes one step, whatever the block. Deques append and pop without a lock of their own."""
FORBIDDEN = (
    *(ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.With, ast.AsyncWith, ast.Await, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Lambda),
)
"""Loops, locks, waiting, importing, the making of strings."""


def offences(function: Callable[..., Any]) -> list[str]:
    """What in the function's source a callback must not do."""
    found: list[str] = []
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, FORBIDDEN):
            found.append(f"line {node.lineno}: {type(node).__name__}")
        elif isinstance(node, ast.Call):
            name = (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            )
            if name not in MAY_CALL:
                found.append(f"line {node.lineno}: calls {name}")
    return found


@pytest.mark.parametrize("function", CALLBACKS, ids=lambda function: function.__qualname__)
def test_a_callback_neither_loops_nor_waits_nor_logs(function: Callable[..., Any]) -> None:
    assert not offences(function)


def test_the_check_sees_what_it_is_made_for() -> None:
    def loops(self: Any) -> None:
        for block in self.blocks:
            self.log.warning(f"{block}")

    def waits(self: Any) -> None:
        with self.lock:
            self.event.wait()

    assert [offence.split(": ")[1] for offence in offences(loops)] == [
        *("For", "calls warning", "JoinedStr"),
    ]
    assert [offence.split(": ")[1] for offence in offences(waits)] == ["With", "calls wait"]


async def test_a_loop_that_stalls_makes_the_microphone_hold_a_bounded_lot() -> None:
    source = InputStream(MONO, FakeClock().now)
    source.listen(lambda pcm, at: 480)
    block = bytes(960)

    def speak(blocks: int) -> None:
        for _ in range(blocks):
            source.callback(block, 480, None, False)

    speak(QUEUE_BLOCKS)
    tracemalloc.start()
    speak(4 * QUEUE_BLOCKS)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 2 * QUEUE_BLOCKS * 1_100, "as much as the queue holds, which was replaced"
    assert source.overflows == 4 * QUEUE_BLOCKS


async def test_a_loop_that_stalls_is_called_once() -> None:
    source = InputStream(MONO, FakeClock().now)
    calls: list[int] = []

    def hear(pcm: bytes, at: float) -> int:
        calls.append(len(pcm) // 960)
        return 480

    source.listen(hear)
    for _ in range(50):
        source.callback(bytes(960), 480, None, False)
    for _ in range(5):
        await asyncio.sleep(0)
    assert calls == [50]


def test_a_speaker_whose_loop_stalls_gathers_nothing_in_silence() -> None:
    output = OutputStream(MONO, FakeClock().now)
    outdata = memoryview(bytearray(960))
    time = SimpleNamespace(currentTime=7.0, outputBufferDacTime=7.05)
    output.callback(outdata, 480, time, False)
    tracemalloc.start()
    for _ in range(5_000):
        output.callback(outdata, 480, time, False)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 1_000


def test_no_callback_waits_for_a_loop_that_is_busy() -> None:
    busy, done = threading.Event(), threading.Event()
    source = InputStream(MONO, FakeClock().now)

    async def stall() -> None:
        source.listen(lambda pcm, at: 480)
        busy.set()
        assert done.wait(10), "the callback waited for the loop"  # the loop stands still here

    loop = threading.Thread(target=lambda: asyncio.run(stall()))
    loop.start()
    assert busy.wait(10)
    for _ in range(10):
        source.callback(bytes(960), 480, None, False)
    done.set()
    loop.join(10)
    assert not loop.is_alive()

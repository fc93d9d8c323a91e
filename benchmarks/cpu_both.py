"""Processor time of sound, both ways, against bare streams and against the push-to-talk example.

The sound arm alone stands beside streams whose callbacks do nothing; the limit of three times is
ours, so that a step back shows. The example is driven whole, in a terminal, while it records and
plays an answer at once, and so is our program, screen and network and all. The answer swells, and
the microphone hears it: what moves with the sound moves all the time.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from benchmarks._answer_server import serving
from benchmarks._pty import Terminal
from benchmarks._push_to_talk import UnavailableError, ours, push_to_talk
from benchmarks._sound import on_the_rig
from benchmarks.result import Result
from tests.rig.pulse import Rig

SECONDS = 10.0
WAYS = {"idle": "", "mic": "mic", "out": "out", "both": "mic+out"}
LIMIT = "≤ 1/15"
LOUDEST = 16_000


def run() -> list[Result]:
    """Nothing open, one way, the other, both; then whole programs."""
    results: list[Result] = []
    both = 0.0
    for name, ways in WAYS.items():
        floor, own = on_the_rig((f"bare:{ways}", SECONDS, 200), (f"ours:{ways}", SECONDS, 200))
        holds = own["cpu"] <= max(3 * floor["cpu"], 0.5)
        limit = "at most 3×" if ways else "0.5 points of a core"
        both, against = own["cpu"], floor["cpu"]
        row = Result(f"cpu_{name}", both, "% of a core", "bare", against, limit, holds)
        results.append(row)
    return [*results, *_whole_programs(both)]


def _whole_programs(arm: float) -> list[Result]:
    """``arm`` is what our sound arm alone takes both ways."""
    names = ("cpu_both, sound arm", "cpu_both, whole program")
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        rig.start()
        rig.let_echo()
        try:
            hands_free = ("--turns", "server_vad", "--echo", "off")
            whole = _cpu(lambda url: ours(url, rig.env, *hands_free), " ", b"listening")
            peer = _cpu(partial(push_to_talk, sound=rig.env), "k", b"Recording")
        except UnavailableError as problem:
            why = f"no example: {problem}"
            return [Result(names[0], arm, "% of a core", why, None, LIMIT, False)]
        finally:
            rig.stop()
    example = "push-to-talk example"
    return [
        Result(name, value, "% of a core", example, peer, LIMIT, value <= peer / 15)
        for name, value in zip(names, (arm, whole), strict=True)
    ]


def _cpu(
    start: Callable[[str], AbstractContextManager[Terminal]], record_key: str, recording: bytes
) -> float:
    """Per cent of a core while a program records and plays an answer."""
    answer_s = SECONDS + 4
    with (
        serving(answer_s, answer_s, LOUDEST, swells=True) as server,
        start(server.url) as terminal,
    ):
        terminal.pause(1.0)
        terminal.type(record_key)
        terminal.until(recording)
        server.answer()
        terminal.pause(2.0)
        begun = _spent_s(terminal.process_id)
        terminal.pause(SECONDS)
        return 100 * (_spent_s(terminal.process_id) - begun) / SECONDS


def _spent_s(process_id: int) -> float:
    """Processor time of a process so far, from Linux's own account of it (proc(5))."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

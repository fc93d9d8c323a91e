"""Bytes written to the terminal for each word of an answer, ours and the push-to-talk example's.

The same answer at the pace of speech, its loudness moving as that of speech, in the same terminal
of 100 by 30 cells, both played on a virtual sound card. All that is written counts, from the first
word to the end of the answer: meters and clocks, too.
"""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from benchmarks._answer_server import CHUNK_MS, CHUNKS_A_WORD, LAST_WORD, serving
from benchmarks._pty import Terminal
from benchmarks._push_to_talk import UnavailableError, ours, push_to_talk
from benchmarks.result import Result
from tests.rig.pulse import Rig

ANSWER_S = 40
LOUDEST = 16_000
WORDS = ANSWER_S * 1000 // CHUNK_MS // CHUNKS_A_WORD
NAME, LIMIT = "tty_bytes, a word", "≤ 1/4"

Program = Callable[[str], AbstractContextManager[Terminal]]


def run() -> list[Result]:
    """One after the other, on one sound card."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        rig.start()
        try:
            own = _bytes_a_word(partial(ours, sound=rig.env))
            peer = _bytes_a_word(partial(push_to_talk, sound=rig.env))
        except UnavailableError as problem:
            return [Result(NAME, own, "bytes", f"no example: {problem}", None, LIMIT, False)]
        finally:
            rig.stop()
    return [Result(NAME, own, "bytes", "push-to-talk example", peer, LIMIT, own <= peer / 4)]


def _bytes_a_word(start: Program) -> float:
    with serving(ANSWER_S, ANSWER_S, LOUDEST, swells=True) as server, start(server.url) as terminal:
        terminal.pause(1.0)
        begin = len(terminal.written)
        server.answer()
        terminal.until(LAST_WORD.encode(), begin)
        terminal.pause(1.0)
        return (len(terminal.written) - begin) / WORDS

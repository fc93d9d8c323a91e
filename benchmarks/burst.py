"""How soon a typed character is on the screen while a five-minute answer comes in five seconds.

The real program in a terminal, against a server in a process of its own. The letters of several
such answers are taken together: of one there are so few that two of them would decide.
"""

import random
import time

from benchmarks._answer_server import serving
from benchmarks._pty import Terminal, program
from benchmarks.result import Result

ANSWER_S = 300
BURST_S = 5.0
KEYS_HZ = 25
ROUNDS = 4
LIMIT = 2.0

IDLE_S = 10.0
LINE = 40
LETTERS = "jqvwxz"
"""The answer has none of the letters that are typed."""


def run() -> list[Result]:
    """Echo of keys at rest and during the bursts, 99th percentile."""
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(ROUNDS):
        for every, some in zip((idle, busy), _typed(), strict=True):
            every += some
    rest, during = _percentile(idle), _percentile(busy)
    holds = during <= LIMIT * rest and len(busy) > ROUNDS * KEYS_HZ
    return [Result("burst, key echo p99", during, "ms", "at rest", rest, "≤ 2 × at rest", holds)]


def _typed() -> tuple[list[float], list[float]]:
    """How long letters took, at rest and in one burst."""
    sound = ["--input", "none", "--output", "none"]
    with serving(ANSWER_S, BURST_S) as server:
        arguments = ["-m", "tui_voice", *sound, "--base-url", server.url, "--no-history"]
        with program(arguments, {"OPENAI_API_KEY": "none", "NO_PROXY": "*"}) as terminal:
            terminal.until(b"connected")
            terminal.type("i")
            terminal.pause(0.5)
            typist = Typist(terminal)
            idle = [typist.echo_ms() for _ in range(int(IDLE_S * KEYS_HZ))]
            server.answer()
            while not server.begun.is_set():
                terminal.pause(0.02)
            busy: list[float] = []
            while not server.done.is_set():
                busy.append(typist.echo_ms())
            return idle, busy


class Typist:
    """Types letters and sees when they are on the screen."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._typed = ""

    def press(self, key: str) -> None:
        """Press a key that empties the box, which must not begin to scroll."""
        self._terminal.type(key)
        self._terminal.pause(0.2)
        self._typed = ""

    def echo_ms(self) -> float:
        """Type a letter; the time until the last letters stand on the screen with it.

        Three letters in a row that no word of ours has: one alone may be part of another word.
        """
        if len(self._typed) > LINE:
            self.press("\x15")  # ctrl+u
        self._typed += random.choice(LETTERS)
        begin, start = len(self._terminal.written), time.perf_counter()
        self._terminal.type(self._typed[-1])
        taken = self._terminal.until(self._typed[-3:].encode(), begin) - start
        self._terminal.pause(max(0.0, 1 / KEYS_HZ - taken))
        return taken * 1000


def _percentile(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]

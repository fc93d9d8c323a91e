"""From the start of Python to the first frame, against a Textual app that says hello."""

import time
from statistics import median

from benchmarks._pty import program
from benchmarks.result import Result

ROUNDS = 12
LIMIT = 1.10

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello, world")

Hello().run()
"""

PROGRAMS = {
    "hello": (["-c", HELLO], b"Hello, world"),
    "ours": (["-m", "tui_voice", "--offline", "--input", "none", "--output", "none"], b"Type a "),
}


def run() -> list[Result]:
    """Both in turn, so that what else the machine does falls on both; the median of each."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for number in range(ROUNDS + 1):
        for name in PROGRAMS if number % 2 else reversed(PROGRAMS):
            arguments, first = PROGRAMS[name]
            start = time.perf_counter()
            with program(arguments) as terminal:
                taken = terminal.until(first) - start
            if number:  # the first round fills the caches of the disk
                times[name].append(taken * 1000)
    ours, hello = median(times["ours"]), median(times["hello"])
    limit = f"≤ {LIMIT:.2f} × hello"
    return [Result("first_paint", ours, "ms", "Textual hello", hello, limit, ours <= LIMIT * hello)]

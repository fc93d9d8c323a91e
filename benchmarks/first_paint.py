"""From the start of Python to the first frame, against a Textual app that says hello.

Beside the time by the clock stands the processor time up to then, which other work on the machine
disturbs less. The first frame is the whole screen, and keys work from it on: the last row tells
when letters that were typed as soon as it was seen stand in the message box.
"""

import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks._brief import so_many
from benchmarks._pty import Terminal, program
from benchmarks.result import Result

ROUNDS = so_many(24)
LIMIT = 1.10

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello, world")

Hello().run()
"""

OURS = "from tui_voice.cli.start import main; main()"
"""As the installed script does."""

PROGRAMS = {
    "hello": (["-c", HELLO], b"Hello, world"),
    "ours": (["-c", OURS, "--offline", "--input", "none", "--output", "none"], b"Type a "),
}
TYPED = "qjx"
"""No word of ours has these letters in a row."""


def run() -> list[Result]:
    """Both in turn, so that what else the machine does falls on both; the median of each."""
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS + 1):
        for name in PROGRAMS if number % 2 else reversed(PROGRAMS):
            arguments, first = PROGRAMS[name]
            start = time.perf_counter()
            with program(arguments) as terminal:
                seen = terminal.until(first) - start
                spent = _spent_ms(terminal)
                typed = seen if name == "hello" else _typed(terminal) - start
            if number:  # the first round fills the caches of the disk
                taken[name].append(seen * 1000)
                taken[f"{name}, processor"].append(spent)
                taken[f"{name}, typed"].append(typed * 1000)
    mid = {name: median(values) for name, values in taken.items()}
    limit, peer = f"≤ {LIMIT:.2f} × hello", "Textual hello"
    rows = [
        Result(name, mid[ours], "ms", peer, mid[hello], limit, mid[ours] <= LIMIT * mid[hello])
        for name, ours, hello in (
            ("first_paint", "ours", "hello"),
            ("first_paint, processor time", "ours, processor", "hello, processor"),
        )
    ]
    usable, first = mid["ours, typed"], mid["ours"]
    rows.append(Result("first_paint, typed", usable, "ms", "first frame", first, "–", True))
    return rows


def _typed(terminal: Terminal) -> float:
    """Type letters; the time when they stand in the message box."""
    terminal.type(f"i{TYPED}")
    return terminal.until(TYPED.encode())


def _spent_ms(terminal: Terminal) -> float:
    """Processor time of all threads of the program so far, as Linux tells it."""
    tasks = Path(f"/proc/{terminal.process_id}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6

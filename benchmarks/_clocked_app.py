"""The real program, screen and network and all, with a speaker that is made of a clock.

``python -m benchmarks._clocked_app URL FILE TURNS`` writes into the file, a line each, at which
moment (monotonic seconds) sound began to leave the device and at which it ended.
"""

import random
import sys
import tempfile
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TextIO

from benchmarks._answer_server import Served, serving
from benchmarks._house import hold
from benchmarks._pty import Terminal, program
from benchmarks.result import Result
from tui_voice.audio.output import OutputStream
from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tui_voice.audio.playback import Playback
from tui_voice.audio.streams import Format
from tui_voice.cli.house import Now, Post
from tui_voice.config.settings import Settings, Turns

TIMEOUT_S = 20.0
SAMPLE = 8_000
TIME = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.0)


class ClockedDevice:
    """Asks for a block every 20 ms, in a thread, and hears it at once."""

    def __init__(self, report: TextIO) -> None:
        self.output = OutputStream(Format(SAMPLE_RATE_HZ, 1), time.monotonic)
        self._report = report
        self._sounds = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        due, ended = time.monotonic(), 0.0
        block = memoryview(bytearray(2 * BLOCK_SAMPLES))
        while True:
            due += BLOCK_MS / 1000
            time.sleep(max(0.0, due - time.monotonic()))
            begun = time.monotonic()
            self.output.callback(block, BLOCK_SAMPLES, TIME, None)
            loud = [place for place, sample in enumerate(array("h", bytes(block))) if sample]
            if loud and not self._sounds:
                self._tell("begun", begun + loud[0] / SAMPLE_RATE_HZ)
            if self._sounds and not loud:
                self._tell("ended", ended)
            self._sounds = bool(loud)
            ended = begun + (loud[-1] + 1) / SAMPLE_RATE_HZ if loud else ended

    def _tell(self, what: str, at: float) -> None:
        self._report.write(f"{what} {at}\n")
        self._report.flush()


class Talk:
    """The program as its parent sees it: a terminal, a server, an ear."""

    def __init__(self, terminal: Terminal, server: Served, report: Path) -> None:
        self.terminal = terminal
        self.server = server
        self._report = report
        self._seen = 0

    def ear(self, what: str) -> float:
        """When the next sound has begun or ended."""
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline:
            self.terminal.pause(0.01)
            lines = self._report.read_text().splitlines()
            for line in lines[self._seen :]:
                self._seen += 1
                said, at = line.split()
                if said == what:
                    return float(at)
        raise TimeoutError(f"no sound has {what}")

    def sounding(self) -> float:
        """Have an answer, and hear it for a random while; the moment at which it began."""
        self.server.answer()
        begun = self.ear("begun")
        self.terminal.pause(random.uniform(0.3, 0.5))
        return begun


@contextmanager
def talking(turns: Turns, sound_s: float, in_s: float) -> Iterator[Talk]:
    """The program, connected."""
    with tempfile.TemporaryDirectory() as folder, serving(sound_s, in_s, SAMPLE) as server:
        report = Path(folder, "report")
        report.touch()
        arguments = ["-m", "benchmarks._clocked_app", server.url, str(report), turns]
        with program(arguments, {"OPENAI_API_KEY": "none", "NO_PROXY": "*"}) as terminal:
            terminal.until(b"connected")
            terminal.pause(1.0)
            yield Talk(terminal, server, report)


def shares(name: str, figures_ms: list[float], most_ms: float, *parts: float) -> list[Result]:
    """A row for each share (0 to 1) of the figures, which may be ``most_ms`` beyond a period."""
    ordered = sorted(figures_ms)
    values = {part: ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in parts}
    period_ms = float(BLOCK_MS)
    return [
        Result(
            f"{name}, p{part * 100:.0f}", value, "ms", "one period", period_ms,
            f"one period + {most_ms:.0f} ms", value <= period_ms + most_ms,
        )
        for part, value in values.items()
    ]  # fmt: skip


def main(url: str, report: str, turns: str) -> None:
    settings = Settings(base_url=url, input="none", turns=Turns(turns), history=False)
    with Path(report).open("w") as file:
        device = ClockedDevice(file)

        def speaker(post: Post, now: Now) -> Playback:
            return Playback(post, now, lambda _: device.output, idle_close_s=3600)

        hold(settings, speaker=speaker)


if __name__ == "__main__":
    main(*sys.argv[1:])

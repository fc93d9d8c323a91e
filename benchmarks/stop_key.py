"""From the stop to silence: at the device alone, and from the key in the real program.

The device is a clock that asks for a block every 20 ms, so that the figures are ours alone. The
key is written into the program's terminal. A terminal without the kitty protocol sends the same
first byte for Esc and for an arrow, so Textual waits before it believes in an Esc: stock Textual,
with one binding and nothing else, stands beside it. The full stop stops without that wait.
"""

import random
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from benchmarks._clocked_app import Talk, shares, talking
from benchmarks._pty import program
from benchmarks.result import Result
from tests.fakes.streams import FakeClock
from tui_voice.audio.output import OutputStream
from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tui_voice.audio.schedule import Block
from tui_voice.audio.streams import Format
from tui_voice.config.settings import Turns

STOPS = 500
PRESSES = 30
LOUD = np.full(BLOCK_SAMPLES, 10_000, dtype="<i2").tobytes()
TIME = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.04)
KEYS = {"the full stop": ".", "Esc under the kitty protocol": "\x1b[27u"}
LONE_ESC = "\x1b"
STOCK = "import benchmarks.stop_key as it, sys; it.stock(sys.argv[1])"


def run() -> list[Result]:
    """The device alone, the keys, and a lone Esc beside stock Textual's."""
    chance = random.Random(1)
    device_ms = [_silent_after_ms(chance.uniform(0, BLOCK_MS)) for _ in range(STOPS)]
    rows = shares("stop_key: stop until silence at the device", device_ms, 10, 0.5, 1.0)
    with talking(Turns.MANUAL, sound_s=2.0, in_s=0.1) as talk:
        for name, key in KEYS.items():
            key_ms = [_pressed_ms(talk, key) for _ in range(PRESSES)]
            rows += shares(f"stop_key: {name} until silence", key_ms, 10, 0.5, 0.95)
        esc_ms = sorted(_pressed_ms(talk, LONE_ESC) for _ in range(PRESSES))[PRESSES // 2]
    name = "stop_key: a lone Esc in a plain terminal until silence, p50"
    stock_ms = sorted(_stock_ms())[PRESSES // 2]
    told = "told only: see the full stop"
    return [
        *rows,
        Result(name, esc_ms, "ms", "stock Textual until its action", stock_ms, told, True),
    ]


def _pressed_ms(talk: Talk, key: str) -> float:
    talk.sounding()
    pressed = time.monotonic()
    talk.terminal.type(key)
    return 1000 * (talk.ear("ended") - pressed)


def _stock_ms() -> list[float]:
    """From a lone Esc to the action of an app that has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report")
        report.touch()
        with program(["-c", STOCK, str(report)]) as terminal:
            terminal.until(b"ready")
            terminal.pause(0.5)
            took_ms: list[float] = []
            for number in range(1, PRESSES + 1):
                pressed = time.monotonic()
                terminal.type(LONE_ESC)
                while len(lines := report.read_text().splitlines()) < number:
                    terminal.pause(0.01)
                took_ms.append(1000 * (float(lines[-1]) - pressed))
                terminal.pause(random.uniform(0.1, 0.3))
            return took_ms


def stock(report: str) -> None:
    """An app that notes when Esc arrives; in a process of its own."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Stock(App[None]):
        BINDINGS = (("escape", "note"),)

        def compose(self) -> ComposeResult:
            yield Static("ready")

        def action_note(self) -> None:
            with Path(report).open("a") as file:
                file.write(f"{time.monotonic()}\n")

    Stock().run()


def _silent_after_ms(before_the_callback_ms: float) -> float:
    output = OutputStream(Format(SAMPLE_RATE_HZ, 1), FakeClock().now)
    for _ in range(5):
        output.push(Block(0, LOUD, (("a", BLOCK_SAMPLES),)))
    output.cut()
    outdata = memoryview(bytearray(2 * BLOCK_SAMPLES))
    output.callback(outdata, BLOCK_SAMPLES, TIME, None)
    heard = np.flatnonzero(np.frombuffer(outdata, dtype="<i2"))
    output.callback(outdata, BLOCK_SAMPLES, TIME, None)
    assert not any(outdata), "sound after the fade"
    return before_the_callback_ms + (int(heard[-1]) + 1) / SAMPLE_RATE_HZ * 1000

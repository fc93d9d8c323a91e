"""Each benchmark can still do its work; its figures are for a quiet machine, not for here."""

import os
import subprocess
import sys

import pytest

from benchmarks.__main__ import names
from benchmarks._brief import VARIABLE

CARD = "takes the virtual sound card, and seconds of real sound"
ROOMS = "minutes of arithmetic, of which no part is the whole"
WAITS = "waits in real time for sound"
SPOKEN = "takes flite and the recogniser, and waits for what is spoken"
NOT_HERE = {
    "burst": "a minute of bursts, and of idling between them",
    "cb_jitter": CARD,
    "cpu_both": CARD,
    "echo": ROOMS,
    "echo_candidates": ROOMS,
    "echo_card": CARD,
    "echo_many": ROOMS,
    "mic_loss": "ten minutes of real sound",
    "mic_wire": CARD,
    "offline_many": SPOKEN,
    "reconnect": "waits in real time for connections to come back",
    "rss_soak": "hours of a conversation",
    "speech": SPOKEN,
    "stop_key": WAITS,
    "stop_vad": WAITS,
    "tty_bytes": CARD,
    "wire_dac": WAITS,
}
"""Why a benchmark is not tried: each would take more seconds than a test may."""


@pytest.mark.parametrize("name", names())
def test_a_benchmark_does_its_work(name: str) -> None:
    if reason := NOT_HERE.get(name):
        pytest.skip(reason)
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", name],
        env={**os.environ, VARIABLE: "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    rows = [line for line in ran.stdout.splitlines() if line.startswith(f"| {name}")]
    assert rows, ran.stdout

"""Samples lost or repeated between a real PortAudio stream and what is sent, in ten minutes.

Every sample spoken into the virtual microphone is dated: each is one more than the one before. The
real program listens hands-free, paints 50 words a second, and its event loop stands still for
100 ms in every second. ``parec`` hears the same microphone: what the sound server loses under load
is missing there, too, and is not ours. ``MIC_LOSS_S`` in the environment makes it shorter.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks._answer_server import serving
from benchmarks._pty import Terminal, program
from benchmarks.result import Result
from tests.rig.pulse import RAW, Rig

SECONDS = float(os.environ.get("MIC_LOSS_S", "600"))
TAIL_S = 1.5
"""So long what was spoken is on its way."""


def run() -> list[Result]:
    """What is missing of ours and of the recorder's."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        rig.start()
        try:
            ours, theirs = (_wrong_samples(pcm) for pcm in _captured(rig, Path(folder)))
        finally:
            rig.stop()
    name = f"mic_loss: samples lost or repeated in {SECONDS / 60:.3g} minutes"
    return [Result(name, ours, "samples", "parec beside it", theirs, "0", ours == 0)]


def dated(seconds: float) -> bytes:
    """Samples that count upwards from 1, round the 16 bits."""
    return np.arange(1, int(seconds * 24_000) + 1).astype("<u2").tobytes()


def _captured(rig: Rig, folder: Path) -> tuple[bytes, bytes]:
    """What our program has heard, and what the recorder has."""
    ours, theirs, spoken = folder / "ours.raw", folder / "theirs.raw", folder / "spoken.raw"
    spoken.write_bytes(dated(SECONDS))
    card = {"env": {**os.environ, **rig.env}}
    env = {"OPENAI_API_KEY": "none", "NO_PROXY": "*", **rig.env}
    arguments = ["-m", "benchmarks._stalled_app"]
    with serving(1.0, 1.0) as server, program([*arguments, server.url, str(ours)], env) as terminal:
        terminal.until(b"connected")
        terminal.type(" ")
        terminal.until(b"listening")
        with theirs.open("wb") as heard:
            recorder = subprocess.Popen(
                ["parec", "--device=microphone", *RAW], stdout=heard, **card
            )
            terminal.pause(TAIL_S)
            speaker = subprocess.Popen(["paplay", "--device=speech", *RAW, str(spoken)], **card)
            _watch(terminal, speaker)
            recorder.terminate()
            recorder.wait()
        return ours.read_bytes(), theirs.read_bytes()


def _watch(terminal: Terminal, speaker: "subprocess.Popen[bytes]") -> None:
    """Read what the program paints until all is spoken and heard."""
    while speaker.poll() is None:
        terminal.pause(0.2)
    terminal.pause(TAIL_S)


def _wrong_samples(heard: bytes) -> int:
    """How many of the dated samples are missing or more than were spoken."""
    samples = np.trim_zeros(np.frombuffer(heard[: len(heard) // 2 * 2], dtype="<u2"))
    steps = np.diff(samples.astype(np.int64))
    jumps = (steps - 1 + 32_768) % 65_536 - 32_768
    outside = int(SECONDS * 24_000) - samples.size - int(jumps.sum())
    return int(np.abs(jumps).sum()) + abs(outside)

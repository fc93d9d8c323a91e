"""Questions spoken by flite, as 24 kHz sound."""

import os
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
import soxr

from tests.offline.talking import RATE_HZ, silence


def spoken(text: str, folder: Path, voice: str = "slt") -> bytes:
    """Have flite say a text; skipped without flite, except in CI, where that is a failure."""
    flite = shutil.which("flite")
    if flite is None:
        missing = "flite is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    path = folder / "spoken.wav"
    subprocess.run([flite, "-voice", voice, "-t", text, "-o", path], check=True)
    with wave.open(str(path)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
        rate_hz = sound.getframerate()
    question = soxr.resample(samples, rate_hz, RATE_HZ).astype(np.int16).tobytes()
    return silence(300) + question + silence(200)

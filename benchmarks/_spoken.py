"""Questions spoken by flite, as 24 kHz mono PCM16."""

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
import soxr

RATE_HZ = 24000


def flite(text: str, voice: str) -> np.ndarray:
    """Have flite say a text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
        with wave.open(str(path)) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
            rate_hz = sound.getframerate()
    return soxr.resample(samples, rate_hz, RATE_HZ).astype(np.int16)


def silence(ms: int) -> np.ndarray:
    """Digital silence."""
    return np.zeros(ms * RATE_HZ // 1000, np.int16)

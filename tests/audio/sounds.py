"""Sounds to test with: 24 kHz mono PCM16."""

from pathlib import Path

import numpy as np

from tests.rig.speech import say
from tui_voice.audio.riff import parse, to_pcm


def noise(samples: int, seed: int = 1) -> bytes:
    """Noise: no two places in it are alike."""
    return np.random.default_rng(seed).integers(-8_000, 8_000, samples).astype("<i2").tobytes()


def tone(samples: int, hz: float = 440.0, rate_hz: int = 24_000, amplitude: int = 8_000) -> bytes:
    """A sine."""
    phase = 2 * np.pi * hz * np.arange(samples) / rate_hz
    return np.rint(np.sin(phase) * amplitude).astype("<i2").tobytes()


def speech(folder: Path, text: str = "What is seven times eight?", voice: str = "slt") -> bytes:
    """A person's voice."""
    return to_pcm(parse(say(text, folder / "speech.wav", voice).read_bytes()))

"""Channels and fades: from what a device has to mono and back, and to silence without a click."""

# numpy is imported inside: not before the first frame is on screen, for it takes 150 ms.

from functools import cache
from typing import Any

FADE_MS = 5
"""How long stopped sound takes to fall silent: long enough not to click, and with the wait for the
next block no longer than a period and as much."""


def to_mono(pcm: bytes, channels: int) -> bytes:
    """The average of interleaved PCM16 channels."""
    if channels == 1:
        return pcm
    import numpy as np

    frames = np.frombuffer(pcm, dtype="<i2").reshape(-1, channels)
    return frames.mean(axis=1).round().astype("<i2").tobytes()


def from_mono(pcm: bytes, channels: int) -> bytes:
    """Mono PCM16 on every one of so many interleaved channels."""
    if channels == 1:
        return pcm
    import numpy as np

    return np.repeat(np.frombuffer(pcm, dtype="<i2"), channels).tobytes()


def amplified(pcm: bytes, gain: float) -> bytes:
    """PCM16 times a gain of 0 to 1."""
    if gain == 1.0:
        return pcm
    import numpy as np

    return (np.frombuffer(pcm, dtype="<i2") * np.float32(gain)).astype("<i2").tobytes()


def fade_out(pcm: bytes, samples: int) -> bytes:
    """The first ``samples`` of mono PCM16, falling evenly to silence."""
    import numpy as np

    head = np.frombuffer(pcm, dtype="<i2", count=min(samples, len(pcm) // 2))
    return (head * _falling(head.size)).astype("<i2").tobytes()


@cache
def _falling(samples: int) -> Any:
    """A ramp from 1 to 0; every block of one device has the same."""
    import numpy as np

    return np.linspace(1.0, 0.0, num=samples, dtype=np.float32)

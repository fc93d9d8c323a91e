"""PCM of the Realtime protocol: 24 kHz, mono, little-endian PCM16."""

SAMPLE_RATE_HZ = 24_000
"""The only PCM rate of the Realtime protocol."""
SAMPLE_BYTES = 2
BLOCK_MS = 20
"""Length of a device block: short enough for 45 ms from microphone to program; with larger ones
the latency grows to half a second, and with PortAudio's own choice sound is lost."""
BLOCK_SAMPLES = SAMPLE_RATE_HZ * BLOCK_MS // 1000


def samples_in(pcm: bytes | bytearray) -> int:
    """How many whole mono samples ``pcm`` holds."""
    return len(pcm) // SAMPLE_BYTES


def ms_to_samples(ms: float, rate_hz: int = SAMPLE_RATE_HZ) -> int:
    """Samples in ``ms`` milliseconds, rounded to the nearest."""
    return round(ms * rate_hz / 1000)


def samples_to_ms(samples: int, rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """Milliseconds that ``samples`` last."""
    return samples * 1000 / rate_hz


def silence(samples: int) -> bytes:
    """So many samples of nothing."""
    return bytes(samples * SAMPLE_BYTES)

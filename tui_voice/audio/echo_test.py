"""How much of what the speaker plays comes back: a chirp, and where it is found. Pure."""

from dataclasses import dataclass

from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_to_ms

CHIRP_S = 0.5
CHIRP_HZ = (300.0, 3_500.0)
"""What every small speaker plays and every microphone hears."""
CHIRP_AMPLITUDE = 8_000
CLEAR = 8.0
"""How far its peak must stand out of the correlation (in median steps) for the chirp to be found;
noise reaches 6."""
SOFT_DB = -50.0
"""An echo softer than this wakes no server."""
LOUD_DB = -6.0
"""An echo that is nearly as loud as what is played drowns a person: only headphones help."""


@dataclass(frozen=True, slots=True)
class EchoScore:
    """What came back of the chirp."""

    found: bool
    delay_ms: float
    """How much later than it was played."""
    level_db: float
    """How much softer it came back than it was played."""

    def proposal(self, *, can_cancel: bool) -> str:
        """``headphones``, or what to set ``echo`` to; ``cancel`` where the extra is installed."""
        if not self.found or self.level_db <= SOFT_DB:
            return "off"
        if self.level_db > LOUD_DB:
            return "headphones"
        return "cancel" if can_cancel else "half_duplex"


def chirp() -> bytes:
    """24 kHz mono PCM16 that sounds like a short rising whistle, with soft ends."""
    import numpy as np

    seconds = np.arange(round(CHIRP_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    low, high = CHIRP_HZ
    phase = 2 * np.pi * (low * seconds + (high - low) / (2 * CHIRP_S) * seconds**2)
    ends = np.minimum(1.0, np.minimum(seconds, CHIRP_S - seconds) / 0.02)
    return np.rint(np.sin(phase) * ends * CHIRP_AMPLITUDE).astype("<i2").tobytes()


def find_chirp(recorded: bytes, played_at_ms: float = 0.0) -> EchoScore:
    """Look for the chirp in 24 kHz mono PCM16; it was played so long after its beginning."""
    import numpy as np

    sound = np.frombuffer(recorded, dtype="<i2").astype(np.float64)
    wanted = np.frombuffer(chirp(), dtype="<i2").astype(np.float64)
    if sound.size < wanted.size or not sound.any():
        return EchoScore(False, 0.0, -96.0)
    size = sound.size + wanted.size
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size))
    likeness = np.abs(np.fft.irfft(product, size)[: sound.size - wanted.size + 1])
    at = int(np.argmax(likeness))
    found = bool(likeness[at] > CLEAR * np.median(likeness))
    came_back = sound[at : at + wanted.size]
    gain = float(np.linalg.norm(came_back) / np.linalg.norm(wanted))
    delay_ms = samples_to_ms(at) - played_at_ms
    return EchoScore(found, delay_ms, 20 * float(np.log10(max(gain, 1e-5))))

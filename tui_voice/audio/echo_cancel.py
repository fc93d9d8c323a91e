"""WebRTC's echo canceller, from the extra ``aec``."""

from importlib.util import find_spec

from tui_voice.audio.pcm import SAMPLE_RATE_HZ

PACKAGE = "pywebrtc_audio"


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


class EchoCanceller:
    """AEC3. It finds the delay of the echo by itself; what comes out is 9 ms later than what goes
    in. After a jump of the delay it leaves echo for up to two seconds: what may interrupt an answer
    is not for it to say.
    """

    def __init__(self) -> None:
        import numpy as np
        from pywebrtc_audio import AudioProcessor

        self._numpy = np
        self._processor = AudioProcessor(sample_rate=SAMPLE_RATE_HZ, echo_cancellation=True)

    def cleaned(self, heard: bytes, played: bytes) -> bytes:
        """The next 24 kHz mono PCM16 without the echo of what was played beside it and before."""
        near, far = (self._numpy.frombuffer(sound, dtype="<i2") for sound in (heard, played))
        return self._processor.process(near, far).tobytes()

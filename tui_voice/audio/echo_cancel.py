"""WebRTC's echo canceller, from the extra ``aec``: it is told what the speaker really played."""

from importlib.util import find_spec

from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_in
from tui_voice.audio.played import Played
from tui_voice.audio.time_line import TimeLine

PACKAGE = "pywebrtc_audio"


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


class EchoCanceller:
    """AEC3 on the microphone's count of samples.

    Both devices count by clocks of their own. The moments at which sound arrived and at which the
    answer left the speaker become two even lines on the clock of the house, and the reference is
    read there: differing rates and drift come out of it. The echo arrives later than its reference
    by the way through the room and the microphone's device, up to half a second, which AEC3 finds
    by itself. What comes out is 9 ms later than what goes in.
    """

    def __init__(self, played: Played) -> None:
        import numpy as np
        from pywebrtc_audio import AudioProcessor

        self._numpy = np
        self._played = played
        self._processor = AudioProcessor(sample_rate=SAMPLE_RATE_HZ, echo_cancellation=True)
        self._line = TimeLine(SAMPLE_RATE_HZ)
        self._captured = 0

    def cleaned(self, pcm: bytes, ends: float) -> bytes:
        """The next 24 kHz mono PCM16, whose last sample was captured at ``ends``, without echo."""
        since = self._captured
        self._captured += samples_in(pcm)
        self._line.report(self._captured, ends)
        reference = self._played.sound(
            self._line.at(since), self._line.at(self._captured), samples_in(pcm)
        )
        near, far = (self._numpy.frombuffer(sound, dtype="<i2") for sound in (pcm, reference))
        return self._processor.process(near, far).tobytes()

    def pause(self) -> None:
        """The recording has ended: the next one counts anew, in the room that was learnt."""
        self._line = TimeLine(SAMPLE_RATE_HZ)
        self._captured = 0

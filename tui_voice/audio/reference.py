"""What was played while a microphone heard a piece, on that microphone's count of samples."""

from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_in
from tui_voice.audio.played import Played
from tui_voice.audio.time_line import TimeLine


class Reference:
    """What an echo is compared with.

    Both devices count by clocks of their own. The moments at which sound arrived and at which the
    answer left the speaker become two even lines on the clock of the house, and what was played is
    read there: differing rates and drift come out of it. The echo arrives later than its reference
    by the way through the room and the microphone's device, up to half a second.
    """

    def __init__(self, played: Played) -> None:
        self._played = played
        self.restart()

    def restart(self) -> None:
        """The next piece is the first of another recording."""
        self._line = TimeLine(SAMPLE_RATE_HZ)
        self._captured = 0

    def beside(self, heard: bytes, ends: float) -> bytes:
        """What was played beside the next 24 kHz mono PCM16, captured up to ``ends``."""
        since, samples = self._captured, samples_in(heard)
        self._captured += samples
        self._line.report(self._captured, ends)
        return self._played.sound(self._line.at(since), self._line.at(self._captured), samples)

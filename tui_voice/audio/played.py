"""What the speaker made audible lately, on the clock of the house: a microphone may hear it."""

from collections import deque
from functools import cached_property
from itertools import takewhile

from tui_voice.audio.level import FLOOR_DB, level_of
from tui_voice.audio.mixing import amplified
from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_in
from tui_voice.audio.resampling import sampled_at
from tui_voice.audio.time_line import TimeLine

KEPT_S = 2.0
"""How long it is remembered: longer than any device and room need to bring it to the microphone."""

NEIGHBOURS = 2
"""So many samples before the first are looked at when one between samples is read."""


class _Heard:
    """Sound that was heard between two moments (seconds)."""

    def __init__(self, since: float, until: float, pcm: bytes) -> None:
        self.since = since
        self.until = until
        self._pcm = pcm

    @cached_property
    def rms_db(self) -> float:
        """How loud it was, in dBFS: worked out when a microphone asks, which is not always open."""
        return level_of(self._pcm).rms_db


class Played:
    """Remembers what the speaker played, how loud, and when it was heard.

    ``refresh`` fetches what the device took since; whoever plays sets it.
    """

    def __init__(self) -> None:
        self.refresh = _nothing
        self._heard: deque[_Heard] = deque()
        self._line = TimeLine(SAMPLE_RATE_HZ)
        self._blocks: deque[tuple[int, bytes]] = deque()
        """Positions and sound of what the device that is open now played."""

    def open(self, rate_hz: int) -> None:
        """Another device plays from now on, and counts its samples from 0."""
        self._line = TimeLine(rate_hz)
        self._blocks.clear()

    def note(self, pcm: bytes, position: int, at: float, gain: float) -> None:
        """This mono PCM16, from the device's sample ``position`` on, is heard from ``at`` on."""
        rate_hz = self._line.rate_hz
        sound = amplified(pcm, gain)
        self._heard.append(_Heard(at, at + samples_in(sound) / rate_hz, sound))
        while self._heard[0].until < at - KEPT_S:
            self._heard.popleft()
        self._line.report(position, at)
        self._blocks.append((position, sound))
        while self._blocks[0][0] < position - KEPT_S * rate_hz:
            self._blocks.popleft()

    def loudest_db(self, since: float, until: float) -> float:
        """The loudest block (RMS, dBFS) that was heard between two moments."""
        heard = (each.rms_db for each in self._heard if each.until > since and each.since < until)
        return max(heard, default=FLOOR_DB)

    def sound(self, since: float, until: float, samples: int) -> bytes:
        """What was heard between two moments, as so many samples of mono PCM16."""
        begin, end = self._line.position(since), self._line.position(until)
        latest = takewhile(lambda block: _ends(*block) > begin - NEIGHBOURS, reversed(self._blocks))
        return sampled_at(latest, begin, (end - begin) / samples, samples)


def _ends(position: int, pcm: bytes) -> int:
    return position + samples_in(pcm)


def _nothing() -> None:
    """Nobody plays yet."""

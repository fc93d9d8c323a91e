"""Half duplex: the answer's echo is not sent, a sustained voice over it is. Pure.

While the answer is heard, and shortly after, what the microphone hears becomes silence, until a
person is found to speak over it (``barge_in.py``). With a canceller the echo is taken out of all
that is sent; it has no say in what is a voice, because it leaves echo where a delay jumps, and
takes out most of a voice in a room that rings.
"""

from typing import Protocol

from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import BLOCK_SAMPLES, SAMPLE_BYTES, ms_to_samples, silence
from tui_voice.audio.played import Played
from tui_voice.audio.reference import Reference

AUDIBLE_DB = -60.0
"""A softer answer is not heard by any microphone that also hears a person."""
ECHO_S = 0.4
"""How much earlier than its echo the answer was played at most: room and devices."""
RECENT_WINDOWS = 8
"""Of an interruption that was just found, so many windows of 20 ms are looked at."""
DAMPED_DB = 15.0
"""A canceller that leaves so much less of an interruption took the voice out with the echo: as loud
as the echo or a little softer, a voice alone is 3 to 8 dB below both together."""
WINDOW_BYTES = BLOCK_SAMPLES * SAMPLE_BYTES
WINDOW_S = 0.02


class Line(Protocol):
    """What stands between a microphone and what is sent."""

    @property
    def watches(self) -> bool:
        """Whether sound must be passed on as soon as it comes."""
        ...

    def pass_on(self, pcm: bytes, at: float) -> bytes:
        """What may be sent of 24 kHz mono PCM16 whose last sample was captured ``at`` (seconds)."""
        ...

    def flush(self) -> bytes:
        """The rest, when the recording ends."""
        ...


class Canceller(Protocol):
    """Takes the echo of the answers out of what a microphone hears."""

    def cleaned(self, heard: bytes, played: bytes) -> bytes:
        """The next 24 kHz mono PCM16 without the echo of what was played beside it and before."""
        ...


class Judge(Protocol):
    """Finds out whether somebody speaks over the answer."""

    def rest(self) -> None:
        """No answer is heard."""
        ...

    def hear(self, heard: bytes, played: bytes, answer_db: float) -> bool:
        """Whether somebody has interrupted the answer; it was so loud (dBFS) at most lately."""
        ...


class HalfDuplex:
    """Stands between a microphone and what is sent.

    Keeps the last ``preroll_ms`` back while the answer is heard, so that the first word of an
    interruption is sent; what is older leaves as silence of the same length, so that the server's
    clock goes on.
    """

    def __init__(
        self,
        played: Played,
        preroll_ms: int,
        canceller: Canceller | None = None,
        judge: Judge | None = None,
    ) -> None:
        from tui_voice.audio.barge_in import BargeIn  # numpy, not before the first frame

        self._played = played
        self._reference = Reference(played)
        self._judge: Judge = judge or BargeIn()
        self._canceller = canceller
        self._preroll_bytes = ms_to_samples(preroll_ms) * SAMPLE_BYTES
        self._rest = b""
        self._kept = bytearray()
        self._kept_plain = bytearray()
        """The same as ``_kept``, as it was heard."""
        self._damped = False
        """The canceller takes out the voice that interrupts: what is heard is sent instead."""
        self._interrupted = False

    @property
    def cancels(self) -> bool:
        """Whether the echo is taken out of what is sent."""
        return self._canceller is not None

    @property
    def watches(self) -> bool:
        """Whether an interruption must be noticed as soon as it comes."""
        return bool(self._kept)

    def pass_on(self, pcm: bytes, at: float) -> bytes:
        """What may be sent of 24 kHz mono PCM16 whose last sample was captured ``at`` (seconds)."""
        self._played.refresh()
        sound = self._rest + pcm
        count = len(sound) // WINDOW_BYTES
        self._rest = sound[count * WINDOW_BYTES :]
        ends = at - len(self._rest) / WINDOW_BYTES * WINDOW_S
        return b"".join(
            self._let_through(
                sound[number * WINDOW_BYTES : (number + 1) * WINDOW_BYTES],
                ends - (count - 1 - number) * WINDOW_S,
            )
            for number in range(count)
        )

    def flush(self) -> bytes:
        """The rest, when the recording ends: silence if it may be echo."""
        rest, self._rest = self._rest, b""
        self._reference.restart()
        return self._release(silent=True) + (silence(len(rest) // 2) if self._kept else rest)

    def _let_through(self, heard: bytes, ends: float) -> bytes:
        played = self._reference.beside(heard, ends)
        window = self._canceller.cleaned(heard, played) if self._canceller else heard
        answer_db = self._played.loudest_db(ends - ECHO_S, ends)
        if answer_db < AUDIBLE_DB:
            self._interrupted = False
            self._judge.rest()
            return self._release(silent=True) + window
        self._kept += window
        self._kept_plain += heard
        before, self._interrupted = self._interrupted, self._judge.hear(heard, played, answer_db)
        if self._interrupted:
            self._damped = self._damped if before else self._is_damped()
            return self._release(silent=False)
        return silence(len(self._take(len(self._kept) - self._preroll_bytes)) // SAMPLE_BYTES)

    def _is_damped(self) -> bool:
        """Whether little is left of the voice that was just found."""
        recent = -RECENT_WINDOWS * WINDOW_BYTES
        left, plain = (level_of(bytes(kept[recent:])) for kept in (self._kept, self._kept_plain))
        return left.rms_db < plain.rms_db - DAMPED_DB

    def _release(self, *, silent: bool) -> bytes:
        """What was kept back: as it is to be sent, or as silence."""
        kept = self._take(len(self._kept))
        return silence(len(kept) // SAMPLE_BYTES) if silent else kept

    def _take(self, size: int) -> bytes:
        size = max(0, size)
        taken = bytes((self._kept_plain if self._damped else self._kept)[:size])
        del self._kept[:size], self._kept_plain[:size]
        return taken


class OpenLine:
    """Nothing stands between the microphone and what is sent."""

    watches = False

    def pass_on(self, pcm: bytes, at: float) -> bytes:
        """All of it."""
        return pcm

    def flush(self) -> bytes:
        """Nothing was kept."""
        return b""

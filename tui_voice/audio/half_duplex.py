"""Half duplex: the answer's echo is not sent, a sustained voice over it is. Pure.

While the answer is heard, and shortly after, what the microphone hears becomes silence, until so
much of it is unlike the answer that it must be a voice. With a canceller the echo is also taken out
of all that is sent; it has no say in what is a voice, because it leaves echo where a delay jumps.
"""

from collections import deque
from typing import Protocol

from tui_voice.audio.echo_shape import EchoShape
from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import BLOCK_SAMPLES, SAMPLE_BYTES, ms_to_samples, silence
from tui_voice.audio.played import Played
from tui_voice.audio.reference import Reference

AUDIBLE_DB = -60.0
"""A softer answer is not heard by any microphone that also hears a person."""
ECHO_S = 0.4
"""How much earlier than its echo the answer was played at most: room and devices."""
VOICE_DB = -45.0
"""No interruption is softer than this, whatever the echo."""
SUSTAINED = 4
OF_WINDOWS = 8
"""So many windows of 20 ms out of so many must be a voice: not a knock, nor the two windows in
which the delay of an echo jumps."""
PATIENCE_WINDOWS = 75
"""A voice that falls silent for 1.5 s has not interrupted the answer after all."""
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


class HalfDuplex:
    """Stands between a microphone and what is sent.

    Keeps the last ``preroll_ms`` back while the answer is heard, so that the first word of an
    interruption is sent; what is older leaves as silence of the same length, so that the server's
    clock goes on.
    """

    def __init__(self, played: Played, preroll_ms: int, canceller: Canceller | None = None) -> None:
        self._played = played
        self._reference = Reference(played)
        self._echo = EchoShape()
        self._canceller = canceller
        self._preroll_bytes = ms_to_samples(preroll_ms) * SAMPLE_BYTES
        self._rest = b""
        self._kept = bytearray()
        self._voice: deque[bool] = deque(maxlen=OF_WINDOWS)
        self._interrupted = False
        self._quiet_windows = 0

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
            self._judge(
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

    def _judge(self, heard: bytes, ends: float) -> bytes:
        played = self._reference.beside(heard, ends)
        window = self._canceller.cleaned(heard, played) if self._canceller else heard
        is_echo = self._echo.explains(heard, played)
        if self._played.loudest_db(ends - ECHO_S, ends) < AUDIBLE_DB:
            self._interrupted = False
            self._voice.clear()
            return self._release(silent=True) + window
        self._voice.append(not is_echo and level_of(heard).rms_db > VOICE_DB)
        self._quiet_windows = 0 if self._voice[-1] else self._quiet_windows + 1
        if self._interrupted and self._quiet_windows < PATIENCE_WINDOWS:
            return window
        self._interrupted = sum(self._voice) >= SUSTAINED
        self._kept += window
        if self._interrupted:
            return self._release(silent=False)
        return silence(len(self._take(len(self._kept) - self._preroll_bytes)) // SAMPLE_BYTES)

    def _release(self, *, silent: bool) -> bytes:
        """What was kept back: as it was heard, or as silence."""
        kept = self._take(len(self._kept))
        return silence(len(kept) // SAMPLE_BYTES) if silent else kept

    def _take(self, size: int) -> bytes:
        taken = bytes(self._kept[: max(0, size)])
        del self._kept[: len(taken)]
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

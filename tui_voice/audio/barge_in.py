"""Whether somebody speaks over the answer. Pure.

Two judges listen. One knows how loud the echo is (the coupling of room, speaker and microphone,
learnt from the beginning of the first answer on): what is clearly louder is a voice. The other
knows the way of the echo, once it has learnt that: what is not explained by it is a voice, though
no louder (``over_echo.py``).
"""

from collections import deque

from tui_voice.audio.level import level_of
from tui_voice.audio.over_echo import OverEcho

LEARNING_WINDOWS = 25
"""Beginning of the first answer in which whatever the microphone hears counts as echo: 0.5 s, of
which it needs some to come."""
FIRST_COUPLING_DB = -60.0
MARGIN_DB = 4.0
"""How much louder than the loudest echo a voice must be."""
VOICE_DB = -45.0
"""No interruption is softer than this, whatever the echo."""
TELLING_DB = -40.0
"""Only an answer as loud as this tells how much of it comes back: under it, noise speaks."""
CREEP_DB = 0.05
"""How fast, in each window, the coupling follows an echo a little louder than was learnt."""
A_LITTLE_DB = 2.0
SINK_DB = 0.002
"""How fast it forgets: a tenth of a decibel a second."""
SUSTAINED = 3
OF_WINDOWS = 8
"""So many windows of 20 ms out of so many must be loud: a voice, not a knock."""
PATIENCE_WINDOWS = 75
"""A voice that falls silent for 1.5 s has not interrupted the answer after all."""


class BargeIn:
    """Judges window after window of 20 ms, 24 kHz mono PCM16."""

    def __init__(self) -> None:
        self._over_echo = OverEcho()
        self._coupling_db = FIRST_COUPLING_DB
        self._learnt = 0
        self._loud: deque[bool] = deque(maxlen=OF_WINDOWS)
        self._interrupted = False
        self._quiet_windows = 0

    def rest(self) -> None:
        """No answer is heard."""
        self._interrupted = False
        self._loud.clear()
        self._over_echo.rest()

    def hear(self, heard: bytes, played: bytes, answer_db: float) -> bool:
        """Whether somebody has interrupted the answer; it was so loud (dBFS) at most lately."""
        self._over_echo.hear(heard, played)
        self._loud.append(self._is_louder(level_of(heard).rms_db, answer_db))
        audible = self._loud[-1] or self._over_echo.is_strange
        self._quiet_windows = 0 if audible else self._quiet_windows + 1
        if not self._interrupted or self._quiet_windows >= PATIENCE_WINDOWS:
            loud = sum(self._loud) >= SUSTAINED
            self._interrupted = self._over_echo.is_voice(loud=loud)
            if loud and not self._interrupted:
                self._admit(level_of(heard).rms_db - answer_db)
        return self._interrupted

    def _admit(self, coupling_db: float) -> None:
        """The echo has become louder: somebody moved, or turned the volume up."""
        self._coupling_db = max(self._coupling_db, coupling_db)
        self._loud.clear()

    def _is_louder(self, heard_db: float, answer_db: float) -> bool:
        """Whether this is louder than any echo; learns how loud that is."""
        coupling_db = heard_db - answer_db
        if answer_db > TELLING_DB:
            self._learnt += 1
            if self._learnt <= LEARNING_WINDOWS:
                self._coupling_db = max(self._coupling_db, coupling_db)
                return False
            self._follow(coupling_db)
        return coupling_db > self._coupling_db + MARGIN_DB and heard_db > VOICE_DB

    def _follow(self, coupling_db: float) -> None:
        """The room changes slowly; while somebody may be speaking nothing is learnt."""
        if coupling_db < self._coupling_db:
            self._coupling_db -= SINK_DB
        elif coupling_db < self._coupling_db + A_LITTLE_DB and not any(self._loud):
            self._coupling_db += CREEP_DB

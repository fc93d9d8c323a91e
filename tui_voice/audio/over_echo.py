"""Whether somebody speaks over the echo of an answer, though no louder than it. Pure.

Once the way of the echo is known, what is heard beyond it is a voice: unless the answer explains it
at another delay or another loudness. Then a device has lost its place, or somebody turned a knob,
and the echo is expected so from now on. A voice adds to the echo that is expected; where that echo
is missing the room has become another, and is learnt anew.
"""

from collections import deque

from tui_voice.audio.echo_path import AT_HOME, EchoPath, Match

FAINT_DB = -50.0
"""What is left and is softer than this is noise."""
SPOKEN_DB = -45.0
"""No voice is softer than this, echo included."""
STRANGE_DB = -8.0
"""An echo that is known leaves less, beside it; a voice as loud as the echo leaves half, 3 dB."""
KNOWN_DB = -10.0
"""So little is left when the way is known well."""
KNOWN_WINDOWS = 450
"""The way is known when it explained 9 s of echo more than it did not …"""
FORGOTTEN_WINDOWS = 300
MOST_WINDOWS = 500
"""… of which 10 s count: where it explains nothing any more, it is not known 4 s later."""
LOST_WINDOWS = 100
"""What is learnt explains nothing for 2 s: it is learnt anew, as fast as at first."""
BEGUN_WINDOWS = 50
"""A way of which less is known cannot be looked for elsewhere."""
SUSTAINED = 4
SURELY_SUSTAINED = 6
OF_WINDOWS = 8
"""So many windows of 20 ms out of so many are a voice; the greater number where the same other
delay explains a little of them twice, as it does while the moment of a jump is looked at."""
EXPLAINED = 0.3
"""At some delay an echo leaves no more of the last 80 ms than this; a voice as loud leaves more."""
MISSING = 2
"""A window in which the learnt echo is missing weighs as much as two in which it is there."""
GONE = 12
"""Missing in six, it is not coming back: that is more than a jump of the delay takes."""
BETTER = 0.25
A_LITTLE_BETTER = 0.08
BETTER_AT_ALL = 0.04
"""By how much less another delay leaves: of an echo that moved, of one that may have, and of one
that is missing where it was expected and stands there."""
MOST_LEFT = 0.65
"""An echo that moved leaves no more than this, once all of the 80 ms are of after the jump."""


class OverEcho:
    """Judges window after window of 20 ms while an answer is heard."""

    def __init__(self) -> None:
        self._path = EchoPath()
        self._strange: deque[bool] = deque(maxlen=OF_WINDOWS)
        self._known = 0
        self._lost = 0
        """Windows of which nothing is known, since the last that was explained."""
        self._gone = 0
        """Lately missing, of what counts as gone."""
        self._later = 0
        """At which delay the last look found it best: a voice is found at another every time."""
        self._knows = False
        self._silent = True

    @property
    def is_strange(self) -> bool:
        """Whether the last window is more than an echo whose way is known."""
        return self._knows and bool(self._strange) and self._strange[-1]

    def rest(self) -> None:
        """No answer is heard."""
        self._path.rest()
        if not self._silent:
            self._silent = True
            self._strange.clear()
            self._path.forget_sound()

    def hear(self, heard: bytes, played: bytes) -> None:
        """The next window (24 kHz mono PCM16), and what was played beside it."""
        self._silent = False
        rms_db, left_db = self._path.hear(heard, played)
        strange = left_db > max(FAINT_DB, rms_db + STRANGE_DB)
        self._strange.append(strange and rms_db > SPOKEN_DB)
        if not (strange and self._knows and sum(self._strange) < SURELY_SUSTAINED):
            self._path.learn()  # not from what may be an echo at another delay
        if strange:
            self._known = max(0, self._known - 1)
            self._lost += not self._known
            if self._lost >= LOST_WINDOWS:
                self._path.doubt()
                self._lost = 0
        elif rms_db > FAINT_DB and left_db < max(FAINT_DB, rms_db + KNOWN_DB):
            self._known = min(MOST_WINDOWS, self._known + 1)
            self._gone = max(0, self._gone - 1)
            self._lost = 0
        self._knows = self._known >= (FORGOTTEN_WINDOWS if self._knows else KNOWN_WINDOWS)

    def is_voice(self, *, loud: bool = False) -> bool:
        """Whether somebody has been speaking over the answer, be it ``loud``er than any echo."""
        strange = sum(self._strange)
        if not loud and (strange < SUSTAINED or not self._strange[-1]):
            return False
        if self._known < BEGUN_WINDOWS:
            return loud
        match = self._path.elsewhere()
        again = abs(match.later - self._later) <= AT_HOME
        self._later = match.later
        better = match.left_here - match.left
        moved = better > (BETTER_AT_ALL if match.stands_later else BETTER)
        moved_aside = self._knows and moved and again and not match.stands
        if match.left < EXPLAINED or moved_aside:
            self._expect(match)
            return False
        if self._knows and self._is_another_room(match.stands):
            return False
        if loud or (better > BETTER and match.left < MOST_LEFT):
            return loud
        surely = strange >= (SURELY_SUSTAINED if again else SUSTAINED + 1)
        return self._knows and (better < A_LITTLE_BETTER or surely)

    def _expect(self, match: Match) -> None:
        """The echo is there from now on, or so loud."""
        at_home = abs(match.later) <= AT_HOME
        self._path.move(*((0, match.gain) if at_home else (match.later, 1.0)))
        self._strange.clear()
        self._gone = 0

    def _is_another_room(self, stands: bool) -> bool:
        """Whether the echo that was learnt is missing, or was lately; then nobody can be told."""
        if stands:
            self._gone = max(0, self._gone - 1)
            return self._gone > 0
        self._gone += MISSING
        if self._gone >= GONE:
            self._path.doubt()
            self._strange.clear()
            self._known, self._knows, self._gone = 0, False, 0
        return True

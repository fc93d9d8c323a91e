"""Whether a microphone delivers what can be speech. Pure: levels in, words for a person out."""

from collections.abc import Mapping

from tui_voice.audio.level import FLOOR_DB, Level

SILENT_S = 2.0
"""No air is so still: a real microphone that hears nothing still delivers noise."""
CLIPPED_S = 0.4
"""So much clipped sound within a recording is no single knock on the table."""
CLIPPED_DB = -0.01
SPEECH_DB = -50.0
"""RMS that a voice reaches on any usable microphone; a quiet room stays below -60 dBFS."""
SHORTEST_TURN_S = 0.5
"""A shorter recording was a slip of the finger, not a turn in which nobody spoke."""

CLIPPED = (
    "The microphone is too loud and its sound is cut off at the top: turn its level down in the"
    " sound settings of your system."
)
SILENT = (
    "The microphone delivers nothing but zeros: it is muted, or the wrong one. Unmute it in the"
    " sound settings of your system, or choose another in the settings."
)
UNHEARD = (
    "No speech was heard in this turn: come closer to the microphone, raise its level, or choose"
    " another in the settings."
)
TERMINALS = {
    "Apple_Terminal": "Terminal",
    "iTerm.app": "iTerm",
    "vscode": "Visual Studio Code",
    "ghostty": "Ghostty",
    "WarpTerminal": "Warp",
    "tmux": "the terminal that tmux runs in",
}
"""What ``TERM_PROGRAM`` means in the list of System Settings."""


def silent_words(platform: str, environment: Mapping[str, str]) -> str:
    """What to do about a microphone that delivers zeros; ``platform`` is ``sys.platform``.

    macOS gives a program without permission silence instead of an error, and asks for the
    permission of the terminal, not for ours.
    """
    if platform != "darwin":
        return SILENT
    program = environment.get("TERM_PROGRAM", "")
    terminal = TERMINALS.get(program, program) or "your terminal"
    return (
        f"The microphone delivers nothing but zeros: allow it for {terminal} in System Settings ›"
        f" Privacy & Security › Microphone and start {terminal} again, or choose another in the"
        " settings."
    )


class Suspicion:
    """Listens to the levels of one recording and says each thing once."""

    def __init__(self, silent: str = SILENT) -> None:
        self._silent = silent
        self._said: set[str] = set()
        self._silent_s = 0.0
        self._clipped_s = 0.0
        self._heard_s = 0.0
        self._loudest_db = FLOOR_DB

    def heard(self, level: Level, seconds: float) -> str:
        """What is wrong with the sound, if that is news; the level is of the last ``seconds``."""
        self._heard_s += seconds
        self._loudest_db = max(self._loudest_db, level.rms_db)
        self._silent_s = self._silent_s + seconds if level.peak_db <= FLOOR_DB else 0.0
        if level.peak_db >= CLIPPED_DB:
            self._clipped_s += seconds
        if self._silent_s > SILENT_S:
            return self._once(self._silent)
        return self._once(CLIPPED) if self._clipped_s > CLIPPED_S else ""

    def ended(self) -> str:
        """What there is to say about the recording as a whole."""
        spoke = self._loudest_db >= SPEECH_DB
        if spoke or self._heard_s < SHORTEST_TURN_S or self._silent in self._said:
            return ""
        return self._once(UNHEARD)

    def _once(self, words: str) -> str:
        if words in self._said:
            return ""
        self._said.add(words)
        return words

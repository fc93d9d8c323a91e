"""A transcript as it comes: a line, a JSON object or a subtitle for each passage."""

from collections.abc import Callable
from itertools import count
from typing import Any

from tui_voice.cli.asides import Asides
from tui_voice.cli.results import Results, json_line
from tui_voice.conversation.items import SAMPLE_RATE_HZ
from tui_voice.conversation.subtitles import cue_time
from tui_voice.session.transcription import Note, Tell, Transcription
from tui_voice.ui.inert import inert_line

Form = Callable[[int, Tell], str]
"""How a passage is written; they are numbered from 1."""


def _line(_number: int, told: Tell) -> str:
    return inert_line(told.text) + "\n"


def _json(_number: int, told: Tell) -> str:
    start_s, end_s = told.start / SAMPLE_RATE_HZ, told.end / SAMPLE_RATE_HZ
    found: dict[str, Any] = {
        "start_s": start_s,
        "end_s": end_s,
        "text": told.text,
        "cost_usd": told.cost_usd,
    }
    return json_line(found) + "\n"


def _subtitle(number: int, told: Tell) -> str:
    start, end = (cue_time(at / SAMPLE_RATE_HZ, ",") for at in (told.start, told.end))
    return f"{number}\n{start} --> {end}\n{inert_line(told.text)}\n\n"


FORMS: dict[str, Form] = {"text": _line, "json": _json, "srt": _subtitle}


class Transcript:
    """Writes what is settled, and tells people of what is missing."""

    def __init__(self, form: Form, results: Results, asides: Asides) -> None:
        self._form = form
        self._results = results
        self._asides = asides
        self._numbers = count(1)
        self.whole = True
        """Whether all was written down."""

    def take(self, told: Tell | Note) -> None:
        """One passage more, or a note."""
        if isinstance(told, Note):
            self._asides.tell(told.text)
        elif told.trouble:
            self._miss(f"{clock(told.start)} to {clock(told.end)}", told.trouble)
        elif told.text:
            self._asides.wipe()
            self._results.write(self._form(next(self._numbers), told))

    def end(self, state: Transcription, heard_s: float) -> None:
        """Tell what of the recording was not written down, after so much of it."""
        if state.passages:
            self._miss(f"{clock(state.passages[0].start)} to the end", state.trouble)
        elif not state.all_heard:
            self._miss(f"{clock(int(heard_s * SAMPLE_RATE_HZ))} to the end", state.trouble)
        elif state.trouble:
            self.whole = False
            self._asides.tell(state.trouble)

    def _miss(self, span: str, why: str) -> None:
        self.whole = False
        reason = f": {why}" if why else "."
        self._asides.tell(f"Not written down: {span}{reason}")


def clock(samples: int) -> str:
    """A place in a recording, as ``M:SS`` or ``H:MM:SS``."""
    seconds = samples // SAMPLE_RATE_HZ
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"

"""The echo canceller in a simulated room: what is left of the echo, what is understood of a person
who speaks over it, and what it costs while both directions run.

Everything is driven by a clock of its own; only the processor time is that of this machine. How
many decibels a person loses says little (some of it is echo that went with it), so the limit is on
the words that the offline recogniser takes wrongly: no more than without the canceller. There the
answer stops half a second after the person began, as it does when somebody interrupts.
"""

import numpy as np
import soxr

from benchmarks._echo_room import (
    ROOMS_MS,
    SETTLED_S,
    Conversation,
    Samples,
    answers_alone,
    cancelled,
    kept_db,
    spoken_over,
)
from benchmarks._words import QUESTIONS, words_wrong
from benchmarks.result import Result
from tests.audio.room import RATE_HZ
from tui_voice.audio.echo_cancel import EchoCanceller
from tui_voice.offline.recogniser import Recogniser

LOUDER_DB = 10.0
STOPS_AFTER_S = 0.5
RECOGNISED_HZ = 16_000


def run() -> list[Result]:
    """Echo alone in three rooms, then a person over it."""
    return [row for length_ms in ROOMS_MS for row in _in_room(length_ms)] + _understood()


def _in_room(length_ms: int) -> list[Result]:
    alone = cancelled(answers_alone(length_ms), EchoCanceller())
    taken_db, cpu = alone.suppression_db, alone.cpu
    name = f"echo: suppression after {SETTLED_S:.0f} s, room of {length_ms} ms"
    rows = [Result(name, taken_db, "dB", "none", None, "at least 20 dB", taken_db >= 20)]
    if length_ms == ROOMS_MS[0]:
        name = "echo: processor time a second of sound, reference included"
        rows.append(Result(name, cpu, "% of a core", "none", None, "at most 5 %", cpu <= 5))
    for louder_db in (LOUDER_DB, 0.0, -10.0):
        talk = spoken_over(length_ms, louder_db)
        left_db = kept_db(talk, cancelled(talk, EchoCanceller()).left)
        name = f"echo: a person {louder_db:+.0f} dB beside it, room of {length_ms} ms, is left"
        rows.append(Result(name, left_db, "dB", "none", None, "told", True))
    return rows


def _understood() -> list[Result]:
    """Words wrong of questions asked over answers: cleaned, as heard, and without any answer."""
    recogniser, rows, plain = Recogniser(), list[Result](), 0.0
    for length_ms in ROOMS_MS:
        talk = spoken_over(length_ms, LOUDER_DB, QUESTIONS, STOPS_AFTER_S)
        assert talk.room.person is not None
        through = cancelled(talk, EchoCanceller())
        plain, echoing, cleaned = (
            _wrong(recogniser, talk, sound)
            for sound in (talk.room.person, through.heard, through.left)
        )
        said = f"a person {LOUDER_DB:+.0f} dB beside it, room of {length_ms} ms"
        name, holds = f"echo: words wrong of {said}", cleaned <= echoing
        rows.append(Result(name, cleaned, "", "not cleaned", echoing, "at most 1×", holds))
    name, peer = "echo: the same without any echo", "none"
    rows.append(Result(name, plain, "", peer, None, "told", True))
    return rows


def _wrong(recogniser: Recogniser, talk: Conversation, sound: Samples) -> float:
    """The share of words that are taken wrongly."""
    margin = RATE_HZ // 4
    heard: list[str] = []
    for spoken in talk.spoken:
        piece = sound[spoken.start - margin : spoken.stop + margin]
        recogniser.begin()
        thin = soxr.resample(piece, RATE_HZ, RECOGNISED_HZ)
        recogniser.feed(np.clip(np.rint(thin), -32_768, 32_767).astype("<i2").tobytes())
        heard.append(recogniser.finish())
    return words_wrong(heard, QUESTIONS[: len(heard)])

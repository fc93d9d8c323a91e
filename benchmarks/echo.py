"""The echo canceller in a simulated room: what is left of the echo, and of a person who speaks over
it, and what it costs while both directions run.

Everything is driven by a clock of its own; only the processor time is that of this machine.
"""

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.result import Result
from tests.audio.room import BLOCK, RATE_HZ, Room, at_level, impulse_response
from tests.audio.test_half_duplex import AHEAD, DELAY_S, INTERRUPTIONS, answer, voice
from tui_voice.audio.echo_cancel import EchoCanceller
from tui_voice.audio.level import FULL_SCALE
from tui_voice.audio.played import Played
from tui_voice.audio.reference import Reference

ANSWERS = 10
SETTLED_S = 3.0
ROOMS_MS = (20, 100, 250)
ECHO_DB = -30.0
Samples = NDArray[np.float64]


def run() -> list[Result]:
    """Echo alone in three rooms, then a person over it."""
    results: list[Result] = []
    for length_ms in ROOMS_MS:
        heard, left, cpu = _cancelled(_room(length_ms, None))
        taken_db = _level_db(heard) - _level_db(left)
        name = f"echo: suppression after {SETTLED_S:.0f} s, room of {length_ms} ms"
        results.append(Result(name, taken_db, "dB", "none", None, "at least 20 dB", taken_db >= 20))
        if length_ms == ROOMS_MS[0]:
            limit, holds = "at most 5 %", cpu <= 5
            name = "echo: processor time a second of sound, reference included"
            results.append(Result(name, cpu, "% of a core", "none", None, limit, holds))
        for louder_db in (10.0, 0.0, -10.0):
            kept_db = _kept_db(length_ms, louder_db)
            name = f"echo: a person {louder_db:+.0f} dB beside it, room of {length_ms} ms, is left"
            limit, holds = ("at least -8 dB", kept_db >= -8) if louder_db > 0 else ("told", True)
            results.append(Result(name, kept_db, "dB", "none", None, limit, holds))
    return results


def _room(length_ms: int, louder_db: float | None) -> Room:
    """Ten answers, and a person who interrupts each, or none."""
    answers = [np.concatenate([answer(number), np.zeros(RATE_HZ)]) for number in range(ANSWERS)]
    said = np.concatenate(answers)
    person = None
    if louder_db is not None:
        person = np.zeros(said.size)
        begins = 0
        for number, sound in enumerate(answers):
            words = at_level(voice(INTERRUPTIONS[number % 3]), ECHO_DB + louder_db)
            place = begins + RATE_HZ
            person[place : place + words.size] += words[: person.size - place]
            begins += sound.size
    response = impulse_response(length_ms)
    return Room(said, response, ECHO_DB + 20.0, person, noise_db=-90.0)


def _cancelled(room: Room) -> tuple[Samples, Samples, float]:
    """What was heard, what is left of it, and the processor time in percent."""
    played = Played()
    played.open(RATE_HZ)
    canceller, reference = EchoCanceller(), Reference(played)
    sound = room.answer.astype("<i2").tobytes()
    blocks = [sound[at : at + 2 * BLOCK] for at in range(0, len(sound) - 2 * BLOCK, 2 * BLOCK)]
    heard = list(room.heard())
    left: list[bytes] = []
    begun = time.process_time()
    for number, window in enumerate(heard):
        for place in range(0 if number == 0 else number + AHEAD, number + AHEAD + 1):
            if place < len(blocks):
                at = 100.0 + place * BLOCK / RATE_HZ
                played.note(blocks[place], place * BLOCK, at, gain=1.0)
        ends = 100.0 + DELAY_S + (number + 1) * BLOCK / RATE_HZ
        left.append(canceller.cleaned(window, reference.beside(window, ends)))
    spent = time.process_time() - begun
    cpu = 100 * spent / (len(heard) * BLOCK / RATE_HZ)
    return _samples(heard), _samples(left), cpu


def _kept_db(length_ms: int, louder_db: float) -> float:
    """How much softer the person is afterwards, where it spoke (the echo that is left included)."""
    room = _room(length_ms, louder_db)
    assert room.person is not None
    _, left, _ = _cancelled(room)
    loud = np.abs(room.person) > np.max(np.abs(room.person)) / 10
    spoke = np.flatnonzero(np.convolve(loud, np.ones(BLOCK), "same") > 0)
    spoke = spoke[(spoke > SETTLED_S * RATE_HZ) & (spoke < left.size)]
    return _db(left[spoke]) - _db(room.person[spoke])


def _level_db(samples: Samples) -> float:
    return _db(samples[round(SETTLED_S * RATE_HZ) :])


def _db(samples: Samples) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) / FULL_SCALE + 1e-9))


def _samples(blocks: list[bytes]) -> Samples:
    return np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float64)

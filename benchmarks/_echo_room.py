"""Echo cancellers in a simulated room, driven by a clock of its own: what they leave and cost."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.audio.echo_talk import AHEAD, DELAY_S, INTERRUPTIONS, answer, voice
from tests.audio.room import BLOCK, RATE_HZ, Room, at_level, impulse_response
from tui_voice.audio.half_duplex import Canceller
from tui_voice.audio.level import FULL_SCALE
from tui_voice.audio.played import Played
from tui_voice.audio.reference import Reference

Samples = NDArray[np.float64]
ANSWERS = 10
SETTLED_S = 3.0
ROOMS_MS = (20, 100, 250)
ECHO_DB = -30.0
NOISE_DB = -90.0
BEGINS = RATE_HZ
"""After so many samples of each answer a person begins to speak."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a microphone heard, and what a canceller left of it."""

    heard: Samples
    left: Samples
    cpu: float
    """Percent of a core while it was heard."""

    @property
    def suppression_db(self) -> float:
        """How much softer it became once the canceller had settled."""
        begin = round(SETTLED_S * RATE_HZ)
        return _db(self.heard[begin:]) - _db(self.left[begin:])


@dataclass(frozen=True, slots=True)
class Conversation:
    """Ten answers in a room, and where (samples) somebody speaks over them."""

    room: Room
    spoken: tuple[slice, ...] = ()


def answers_alone(length_ms: int) -> Conversation:
    """Nobody speaks; the room has an impulse response of such a length."""
    said = np.concatenate([np.pad(answer(n), (0, RATE_HZ)) for n in range(ANSWERS)])
    room = Room(said, impulse_response(length_ms), ECHO_DB + 20.0, noise_db=NOISE_DB)
    return Conversation(room)


def spoken_over(
    length_ms: int,
    louder_db: float,
    words: tuple[str, ...] = INTERRUPTIONS,
    stops_after_s: float = 60.0,
) -> Conversation:
    """A person so much louder than the echo speaks over each answer, which stops so long after."""
    answers, people, spoken, begins = list[Samples](), list[Samples](), list[slice](), 0
    for number in range(max(ANSWERS, len(words))):
        said = at_level(voice(words[number % len(words)]), ECHO_DB + louder_db)
        person = np.pad(said, (BEGINS, RATE_HZ))
        sound = answer(number)[: BEGINS + round(stops_after_s * RATE_HZ)]
        sound = np.pad(sound, (0, RATE_HZ))
        size = max(sound.size, person.size)
        answers.append(np.pad(sound, (0, size - sound.size)))
        people.append(np.pad(person, (0, size - person.size)))
        spoken.append(slice(begins + BEGINS, begins + BEGINS + said.size))
        begins += size
    said, person = np.concatenate(answers), np.concatenate(people)
    response = impulse_response(length_ms)
    room = Room(said, response, ECHO_DB + 20.0, person, noise_db=NOISE_DB)
    return Conversation(room, tuple(spoken))


def cancelled(talk: Conversation, canceller: Canceller) -> Cancelled:
    """It through a canceller, with the reference that the product reads."""
    played = Played()
    played.open(RATE_HZ)
    reference = Reference(played)
    sound = talk.room.answer.astype("<i2").tobytes()
    blocks = [sound[at : at + 2 * BLOCK] for at in range(0, len(sound) - 2 * BLOCK, 2 * BLOCK)]
    heard = list(talk.room.heard())
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
    return Cancelled(_samples(heard), _samples(left), cpu)


def kept_db(talk: Conversation, left: Samples) -> float:
    """How much softer the person is afterwards, where it spoke (the echo that is left included)."""
    person = talk.room.person
    assert person is not None
    loud = np.abs(person) > np.max(np.abs(person)) / 10
    spoke = np.flatnonzero(np.convolve(loud, np.ones(BLOCK), "same") > 0)
    spoke = spoke[(spoke > SETTLED_S * RATE_HZ) & (spoke < left.size)]
    return _db(left[spoke]) - _db(person[spoke])


def _db(samples: Samples) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) / FULL_SCALE + 1e-9))


def _samples(blocks: list[bytes]) -> Samples:
    return np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float64)

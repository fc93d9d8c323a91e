"""Answers through a simulated room, people who speak over them, and what the guards let through."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.audio.room import BLOCK, RATE_HZ, Room, Samples, at_level, impulse_response
from tests.audio.sounds import speech
from tui_voice.audio.barge_in import BargeIn
from tui_voice.audio.echo_cancel import EchoCanceller
from tui_voice.audio.half_duplex import HalfDuplex
from tui_voice.audio.played import Played

ANSWERS = (
    "The answer is forty two, and there is nothing more to say about it.",
    "It is a quarter past nine on a sunny morning, so have a good breakfast.",
    "Once upon a time there was a king who had three daughters and a bad temper.",
    "Paris is the capital of France, Rome that of Italy, and Bern that of Switzerland.",
    "You can boil the potatoes first, then fry them in butter until they are golden.",
)
INTERRUPTIONS = (
    "Stop, that is enough.",
    "Wait a moment, please.",
    "No, no, I meant the other one.",
)
DELAY_S = 0.06
"""From the speaker to the program: what two devices need."""
BLOCK_S = BLOCK / RATE_HZ
AHEAD = 6
"""Blocks that the speaker has taken, when the sound of one arrives from the microphone: two devices
on the way, and two blocks in the speaker."""


@cache
def voice(text: str, speaker: str = "slt") -> Samples:
    with TemporaryDirectory() as folder:
        said = speech(Path(folder), text, speaker)
        return np.frombuffer(said, dtype="<i2").astype(np.float64)


def answer(number: int, rms_db: float = -20.0, speaker: str = "slt") -> Samples:
    return at_level(voice(ANSWERS[number % len(ANSWERS)], speaker), rms_db)


ROOMS_MS = (20, 100, 250)
JUMPS = (960, -960, 1_700, -1_700, -480, 480)
"""By how many samples a device loses its place: 20 to 70 ms, back and forth."""


class SharedJudge(BargeIn):
    """One judge for guards that hear the same: what it was just asked it need not find again."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: tuple[bytes, bytes, float] | None = None
        self._found = False

    def hear(self, heard: bytes, played: bytes, answer_db: float) -> bool:
        asked = (heard, played, answer_db)
        if asked != self._asked:
            self._asked, self._found = asked, super().hear(*asked)
        return self._found


class Line:
    """A microphone in a room behind half duplex, alone and with a canceller: both hear the same.

    Its blocks arrive ``late_s``, again and again in this order.
    """

    def __init__(
        self, *, cancels: bool = True, preroll_ms: int = 300, late_s: Sequence[float] = (0.0,)
    ) -> None:
        self._played = Played()
        self._late_s = late_s
        judge = SharedJudge()
        ways = [None, EchoCanceller()] if cancels else [None]
        self._guards = [HalfDuplex(self._played, preroll_ms, way, judge) for way in ways]
        self._begins = 100.0

    def converse(self, room: Room) -> list[bytes]:
        """What each sends while the answers play."""
        return [b"".join(sent) for sent in zip(*self._converse(room), strict=True)]

    def sent(self, room: Room) -> list[list[int]]:
        """In which blocks each had sent something audible."""
        blocks = zip(*self._converse(room), strict=True)
        return [[n for n, sent in enumerate(ways) if loud_windows(sent)] for ways in blocks]

    def _converse(self, room: Room) -> Iterator[list[bytes]]:
        self._begins += 1_000.0
        answer = room.answer.astype("<i2").tobytes()
        blocks = [answer[i : i + 2 * BLOCK] for i in range(0, len(answer), 2 * BLOCK)]
        block_s = BLOCK_S / (1 + room.drift_ppm / 1e6)
        for number, heard in enumerate(room.heard()):
            taken = slice(number + AHEAD if number else 0, number + AHEAD + 1)
            for place, block in enumerate(blocks[taken], taken.start):
                position = round(self._begins * RATE_HZ) + place * BLOCK
                self._played.note(block, position, self._begins + place * BLOCK_S, gain=1.0)
            ends = self._begins + DELAY_S + (number + 1) * block_s
            ends += self._late_s[number % len(self._late_s)]
            yield [guard.pass_on(heard, ends) for guard in self._guards]
        yield [guard.flush() for guard in self._guards]


def loud_windows(sent: bytes) -> list[int]:
    """Where, in blocks, sound was sent that a server could take for a voice."""
    samples = np.frombuffer(sent, dtype="<i2").astype(np.float64)
    windows = samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    loudness = np.sqrt(np.mean(windows**2, axis=1)) / 32_768
    return [int(number) for number in np.flatnonzero(loudness > 10 ** (-50 / 20))]


class Talk:
    """Answers, and people who speak over them; devices lose their place, rooms change."""

    def __init__(self) -> None:
        self.answers: list[Samples] = []
        self.people: list[Samples] = []
        self.began: list[int] = []
        """Where (samples) the first sound of each person is."""
        self.length = 0
        """So far, in samples."""
        self._jumps: list[tuple[int, int]] = []
        self._changes: list[tuple[int, Samples]] = []

    def answer(self, sound: Samples) -> None:
        """One that is heard to its end."""
        self._add(sound, np.zeros(RATE_HZ // 2 + sound.size))

    def interrupted(self, sound: Samples, words: Samples, begins: int) -> None:
        """One that ends half a second after a person began to speak, so many samples into it."""
        first_sound = begins + int(np.flatnonzero(np.abs(words) > np.max(np.abs(words)) / 10)[0])
        self.began.append(self.length + first_sound)
        person = np.concatenate([np.zeros(begins), words, np.zeros(RATE_HZ)])
        self._add(sound[: first_sound + RATE_HZ // 2], person)

    def jumps(self, after: int, by: int | None = None) -> None:
        """So many samples from now a device loses its place, by so many samples."""
        by = JUMPS[len(self._jumps) % len(JUMPS)] if by is None else by
        self._jumps.append((self.length + after, by))

    def becomes(self, after: int, response: Samples) -> None:
        """So many samples from now the room answers so."""
        self._changes.append((self.length + after, response))

    def room(self, response: Samples, coupling_db: float, drift_ppm: float = 100.0) -> Room:
        """The whole, with a microphone that counts too fast."""
        return Room(
            np.concatenate(self.answers),
            response,
            coupling_db,
            np.concatenate(self.people),
            jumps=tuple(self._jumps),
            drift_ppm=drift_ppm,
            changes=tuple(self._changes),
        )

    def heard_in_time(self, blocks: list[int]) -> int:
        """Of how many people something audible was sent within 300 ms, sent in these blocks."""
        return sum(_in_time(began, blocks) for began in self.began)

    def _add(self, sound: Samples, person: Samples) -> None:
        person = np.concatenate([person, np.zeros(-person.size % BLOCK)])
        self.answers.append(np.concatenate([sound, np.zeros(person.size - sound.size)]))
        self.people.append(person)
        self.length += person.size


def answers_alone(count: int, *, jumping: bool) -> Talk:
    """So many that nobody interrupts; in the middle of every second one a device may jump."""
    talk = Talk()
    for number in range(count):
        if jumping and number % 2:
            talk.jumps(answer(number).size // 2)
        talk.answer(answer(number))
    return talk


def heard_in_time(
    length_ms: int,
    louder_db: float,
    *,
    after: int = 0,
    jumps: bool = False,
    phase: int = 0,
    cancels: bool = True,
) -> list[int]:
    """Of how many of 20 people, so much louder than the echo, something was sent within 300 ms.

    ``after`` so many answers that nobody interrupted; ``phase`` (samples) moves the people against
    answers and blocks; without and with a canceller.
    """
    echo_db = -35.0
    talk = answers_alone(after, jumping=True)
    for number in range(20):
        words = at_level(voice(INTERRUPTIONS[number % len(INTERRUPTIONS)]), echo_db + louder_db)
        begins = (40 + 2 * number) * BLOCK + phase
        if jumps:
            talk.jumps(begins // 2)
        talk.interrupted(answer(number), words, begins)
    room = talk.room(impulse_response(length_ms), echo_db + 20.0)
    return [talk.heard_in_time(blocks) for blocks in Line(cancels=cancels).sent(room)]


def _in_time(began: int, blocks: list[int]) -> bool:
    latest = began / RATE_HZ + 0.3
    return any(began <= number * BLOCK and (number + 1) * BLOCK_S <= latest for number in blocks)

"""In a simulated room: the assistant never interrupts itself, a person can interrupt it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from tests.audio.ear import Ear
from tests.audio.room import BLOCK, RATE_HZ, Room, Samples, at_level, impulse_response
from tests.audio.shops import Microphones
from tests.audio.sounds import noise, speech
from tui_voice.audio.capture import Capture
from tui_voice.audio.echo_cancel import EchoCanceller
from tui_voice.audio.echo_control import EchoControl
from tui_voice.audio.half_duplex import HalfDuplex
from tui_voice.audio.played import Played
from tui_voice.config.kinds import Echo
from tui_voice.session.events import AudioCaptured

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
def voice(text: str) -> Samples:
    with TemporaryDirectory() as folder:
        return np.frombuffer(speech(Path(folder), text), dtype="<i2").astype(np.float64)


def answer(number: int, rms_db: float = -20.0) -> Samples:
    return at_level(voice(ANSWERS[number % len(ANSWERS)]), rms_db)


ROOMS_MS = (20, 100, 250)
JUMPS = (960, -960, 1_700, -1_700, -480, 480)
"""By how many samples a device loses its place: 20 to 70 ms, back and forth."""


class Line:
    """A microphone in a room behind half duplex, alone and with a canceller: both hear the same."""

    def __init__(self, *, cancels: bool = True, preroll_ms: int = 300) -> None:
        self._played = Played()
        self._guards = [HalfDuplex(self._played, preroll_ms)]
        if cancels:
            self._guards += [HalfDuplex(self._played, preroll_ms, EchoCanceller())]
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
            yield [guard.pass_on(heard, ends) for guard in self._guards]
        yield [guard.flush() for guard in self._guards]


def loud_windows(sent: bytes) -> list[int]:
    """Where, in blocks, sound was sent that a server could take for a voice."""
    samples = np.frombuffer(sent, dtype="<i2").astype(np.float64)
    windows = samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    loudness = np.sqrt(np.mean(windows**2, axis=1)) / 32_768
    return [int(number) for number in np.flatnonzero(loudness > 10 ** (-50 / 20))]


class Talk:
    """Answers one after another, over which people speak, and devices that lose their place."""

    def __init__(self) -> None:
        self.answers: list[Samples] = []
        self.people: list[Samples] = []
        self.began: list[int] = []
        """Where (samples) the first sound of each person is."""
        self._jumps: list[tuple[int, int]] = []
        self._length = 0

    def answer(self, number: int) -> None:
        """One that is heard to its end; every second one is played by a device that jumps."""
        sound = answer(number)
        if number % 2:
            self._jump(self._length + sound.size // 2)
        self._add(sound, np.zeros(RATE_HZ // 2 + sound.size))

    def interrupted(self, number: int, rms_db: float, *, jumps: bool) -> None:
        """One that ends half a second after a person began to speak."""
        words = at_level(voice(INTERRUPTIONS[number % len(INTERRUPTIONS)]), rms_db)
        begins = (40 + 2 * number) * BLOCK
        audible = np.max(np.abs(words)) / 10
        first_sound = begins + int(np.flatnonzero(np.abs(words) > audible)[0])
        if jumps:
            self._jump(self._length + begins // 2)
        self.began.append(self._length + first_sound)
        sound = answer(number)[: first_sound + RATE_HZ // 2]
        self._add(sound, np.concatenate([np.zeros(begins), words, np.zeros(RATE_HZ)]))

    def room(self, length_ms: int, coupling_db: float) -> Room:
        """The whole, with a microphone that counts 100 ppm too fast."""
        said, people = np.concatenate(self.answers), np.concatenate(self.people)
        response, jumps = impulse_response(length_ms), tuple(self._jumps)
        return Room(said, response, coupling_db, people, jumps=jumps, drift_ppm=100.0)

    def _add(self, sound: Samples, person: Samples) -> None:
        person = np.concatenate([person, np.zeros(-person.size % BLOCK)])
        self.answers.append(np.concatenate([sound, np.zeros(person.size - sound.size)]))
        self.people.append(person)
        self._length += person.size

    def _jump(self, place: int) -> None:
        self._jumps.append((place, JUMPS[len(self._jumps) % len(JUMPS)]))


@pytest.mark.parametrize("length_ms", ROOMS_MS)
@pytest.mark.parametrize("coupling_db", [0.0, -10.0, -20.0, -40.0])
def test_in_twenty_answers_the_assistant_never_interrupts_itself_though_every_second_echo_jumps(
    length_ms: int, coupling_db: float
) -> None:
    talk = Talk()
    for number in range(20):
        talk.answer(number)
    assert Line().sent(talk.room(length_ms, coupling_db)) == [[], []]


def heard_in_time(
    length_ms: int, louder_db: float, *, after: int = 0, jumps: bool = False
) -> list[int]:
    """Of how many of 20 people, so much louder than the echo, something was sent within 300 ms.

    ``after`` so many answers that nobody interrupted.
    """
    echo_db = -35.0
    talk = Talk()
    for number in range(after):
        talk.answer(number)
    for number in range(20):
        talk.interrupted(number, echo_db + louder_db, jumps=jumps)
    ways = Line().sent(talk.room(length_ms, echo_db + 20.0))
    return [sum(_in_time(began, blocks) for began in talk.began) for blocks in ways]


def _in_time(began: int, blocks: list[int]) -> bool:
    latest = began / RATE_HZ + 0.3
    return any(began <= number * BLOCK and (number + 1) * BLOCK_S <= latest for number in blocks)


@pytest.mark.parametrize("length_ms", ROOMS_MS)
@pytest.mark.parametrize("louder_db", [10.0, 20.0])
def test_a_person_who_is_louder_than_the_echo_is_heard_within_300_ms_in_19_of_20(
    length_ms: int, louder_db: float
) -> None:
    assert min(heard_in_time(length_ms, louder_db)) >= 19


@pytest.mark.parametrize("jumps", [False, True], ids=["steady", "jumping"])
@pytest.mark.parametrize("length_ms", ROOMS_MS)
def test_once_the_room_is_known_so_is_a_person_who_is_only_as_loud_as_the_echo(
    length_ms: int, jumps: bool
) -> None:
    assert min(heard_in_time(length_ms, 0.0, after=10, jumps=jumps)) >= 19


async def test_a_microphone_sends_silence_while_the_answer_is_heard_and_speech_before_and_after():
    ear, shop, played = Ear(), Microphones(), Played()
    echo = EchoControl(played)
    microphone = Capture(ear.post, shop.clock.now, shop.open_source, echo=echo)
    microphone.use("", 20)
    microphone.keep_out_echo(Echo.HALF_DUPLEX, 0, "")
    microphone.start()
    source = await shop.listening()
    source.speak(noise(BLOCK, seed=1))
    played.note(noise(BLOCK), 0, shop.clock.now(), gain=1.0)
    source.speak(noise(BLOCK, seed=2))
    shop.clock.advance(1.0)
    source.speak(noise(BLOCK, seed=3))
    sent = [event.pcm for event in ear.heard(AudioCaptured)]
    assert sent == [noise(BLOCK, seed=1), bytes(2 * BLOCK), noise(BLOCK, seed=3)]
    await microphone.close()


def test_what_was_said_before_an_interruption_was_noticed_is_sent_with_it():
    line = Line(cancels=False, preroll_ms=300)
    person = at_level(voice(INTERRUPTIONS[0]), -12.0)
    room = Room(answer(0), impulse_response(20), -30.0, person, 60 * BLOCK)
    first_sound = 60 * BLOCK + int(np.flatnonzero(np.abs(person) > 500)[0])
    (sent,) = line.converse(room)
    heard = b"".join(room.heard())
    first_word = slice(2 * first_sound, 2 * (first_sound + RATE_HZ // 2))
    assert sent[first_word] == heard[first_word]


def test_a_speaker_that_is_silent_or_no_speaker_holds_nothing_back():
    played = Played()
    guard = HalfDuplex(played, 300)
    assert guard.pass_on(noise(BLOCK), 100.0) == noise(BLOCK)
    played.note(noise(BLOCK), 0, 100.0, gain=0.0)
    assert guard.pass_on(noise(BLOCK, seed=2), 100.02) == noise(BLOCK, seed=2)

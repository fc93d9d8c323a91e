"""In a simulated room: the assistant never interrupts itself, a person can interrupt it."""

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


class Line:
    """A microphone in a room behind half duplex, with a canceller or without."""

    def __init__(self, *, cancels: bool = False, preroll_ms: int = 300) -> None:
        self._played = Played()
        canceller = EchoCanceller(self._played) if cancels else None
        self.guard = HalfDuplex(self._played, preroll_ms, canceller)
        self._begins = 100.0

    def converse(self, room: Room) -> bytes:
        """What is sent while the answer plays."""
        return b"".join(self._converse(room))

    def delay_of(self, room: Room, first_sound: int) -> float | None:
        """How long after the person's first sound (a sample) something of it was sent."""
        for number, sent in enumerate(self._converse(room)):
            if loud_windows(sent) and number * BLOCK >= first_sound:
                return (number + 1) * BLOCK_S - first_sound / RATE_HZ
        return None

    def _converse(self, room: Room) -> list[bytes]:
        self._begins += 60.0
        answer = room.answer.astype("<i2").tobytes()
        blocks = [answer[i : i + 2 * BLOCK] for i in range(0, len(answer), 2 * BLOCK)]
        sent: list[bytes] = []
        for number, heard in enumerate(room.heard()):
            taken = slice(number + AHEAD if number else 0, number + AHEAD + 1)
            for place, block in list(enumerate(blocks))[taken]:
                position = round(self._begins * RATE_HZ) + place * BLOCK
                self._played.note(block, position, self._begins + place * BLOCK_S, gain=1.0)
            sent.append(self.guard.pass_on(heard, self._begins + DELAY_S + (number + 1) * BLOCK_S))
        return [*sent, self.guard.flush()]


def loud_windows(sent: bytes) -> list[int]:
    """Where, in blocks, sound was sent that a server could take for a voice."""
    samples = np.frombuffer(sent, dtype="<i2").astype(np.float64)
    windows = samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    loudness = np.sqrt(np.mean(windows**2, axis=1)) / 32_768
    return [int(number) for number in np.flatnonzero(loudness > 10 ** (-50 / 20))]


WAYS = pytest.mark.parametrize("cancels", [False, True], ids=["half_duplex", "cancel"])


@WAYS
@pytest.mark.parametrize("length_ms", [20, 100, 250])
@pytest.mark.parametrize("coupling_db", [0.0, -10.0, -20.0, -40.0])
def test_in_twenty_answers_the_assistant_never_interrupts_itself(
    length_ms: int, coupling_db: float, cancels: bool
) -> None:
    line = Line(cancels=cancels)
    for number in range(20):
        room = Room(answer(number), impulse_response(length_ms), coupling_db)
        assert loud_windows(line.converse(room)) == [], f"answer {number}"


def heard_in(seconds: float, line: Line, length_ms: int, louder_db: float) -> int:
    """Of how many of 20 people, so much louder than the echo, something was sent in that time."""
    echo_db = -35.0
    in_time = 0
    for number in range(20):
        person = at_level(voice(INTERRUPTIONS[number % len(INTERRUPTIONS)]), echo_db + louder_db)
        begins = 40 + 2 * number
        audible = np.max(np.abs(person)) / 10
        first_sound = begins * BLOCK + int(np.flatnonzero(np.abs(person) > audible)[0])
        room = Room(
            answer(number), impulse_response(length_ms), echo_db + 20.0, person, begins * BLOCK
        )
        heard = line.delay_of(room, first_sound)
        in_time += heard is not None and heard <= seconds
    return in_time


@WAYS
@pytest.mark.parametrize("length_ms", [20, 100, 250])
@pytest.mark.parametrize("louder_db", [10.0, 20.0])
def test_a_person_who_is_louder_than_the_echo_is_heard_within_300_ms_in_19_of_20(
    length_ms: int, louder_db: float, cancels: bool
) -> None:
    assert heard_in(0.3, Line(cancels=cancels), length_ms, louder_db) >= 19


def test_a_person_who_is_softer_than_the_echo_is_heard_only_where_it_is_cancelled() -> None:
    assert heard_in(1.0, Line(cancels=False), 20, louder_db=-5.0) == 0
    assert heard_in(1.0, Line(cancels=True), 20, louder_db=-5.0) >= 14
    assert heard_in(1.0, Line(cancels=True), 20, louder_db=0.0) >= 18


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
    line = Line(preroll_ms=300)
    person = at_level(voice(INTERRUPTIONS[0]), -12.0)
    room = Room(answer(0), impulse_response(20), -30.0, person, 60 * BLOCK)
    first_sound = 60 * BLOCK + int(np.flatnonzero(np.abs(person) > 500)[0])
    sent = line.converse(room)
    heard = b"".join(room.heard())
    first_word = slice(2 * first_sound, 2 * (first_sound + RATE_HZ // 2))
    assert sent[first_word] == heard[first_word]


def test_a_speaker_that_is_silent_or_no_speaker_holds_nothing_back():
    played = Played()
    guard = HalfDuplex(played, 300)
    assert guard.pass_on(noise(BLOCK), 100.0) == noise(BLOCK)
    played.note(noise(BLOCK), 0, 100.0, gain=0.0)
    assert guard.pass_on(noise(BLOCK, seed=2), 100.02) == noise(BLOCK, seed=2)

"""In a simulated room: the assistant never interrupts itself, a person can interrupt it."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.audio.ear import Ear
from tests.audio.echo_talk import (
    INTERRUPTIONS,
    ROOMS_MS,
    Line,
    Talk,
    answer,
    answers_alone,
    heard_in_time,
    voice,
)
from tests.audio.room import BLOCK, RATE_HZ, Room, Samples, at_level, impulse_response
from tests.audio.shops import Microphones
from tests.audio.sounds import noise
from tui_voice.audio.capture import Capture
from tui_voice.audio.echo_control import EchoControl
from tui_voice.audio.half_duplex import HalfDuplex
from tui_voice.audio.played import Played
from tui_voice.config.kinds import Echo
from tui_voice.session.events import AudioCaptured


@pytest.mark.parametrize("length_ms", ROOMS_MS)
@pytest.mark.parametrize("coupling_db", [0.0, -10.0, -20.0, -40.0])
def test_in_twenty_answers_the_assistant_never_interrupts_itself_though_every_second_echo_jumps(
    length_ms: int, coupling_db: float
) -> None:
    room = answers_alone(20, jumping=True).room(impulse_response(length_ms), coupling_db)
    # A canceller is run for the loudest echo only: it has no say in what is a voice.
    assert not any(Line(cancels=coupling_db == 0.0).sent(room))


@pytest.mark.parametrize("length_ms", ROOMS_MS)
@pytest.mark.parametrize("louder_db", [10.0, 20.0])
def test_a_person_who_is_louder_than_the_echo_is_heard_within_300_ms_in_19_of_20(
    length_ms: int, louder_db: float
) -> None:
    assert min(heard_in_time(length_ms, louder_db, cancels=louder_db == 10.0)) >= 19


@pytest.mark.parametrize("jumps", [False, True], ids=["steady", "jumping"])
@pytest.mark.parametrize("length_ms", ROOMS_MS)
def test_once_the_room_is_known_so_is_a_person_who_is_only_as_loud_as_the_echo(
    length_ms: int, jumps: bool
) -> None:
    assert min(heard_in_time(length_ms, 0.0, after=10, jumps=jumps, cancels=jumps)) >= 19


def answers_interrupted(length_ms: int, change: Callable[[int], Samples]) -> int:
    """How many of 20 by their own echo; in the middle of four of them the room changes."""
    talk, begins = Talk(), [0]
    for number in range(20):
        if number % 4 == 3 and number > 3:
            talk.becomes(answer(number).size // 2, change(number))
        talk.answer(answer(number))
        begins.append(talk.length // BLOCK)
    (blocks,) = Line(cancels=False).sent(talk.room(impulse_response(length_ms), -10.0))
    return len(set(np.searchsorted(begins, blocks, side="right")))


@pytest.mark.parametrize("length_ms", ROOMS_MS)
@pytest.mark.parametrize("louder_db", [-6.0, 6.0, 12.0])
def test_an_echo_that_is_louder_or_softer_at_once_is_no_voice_once_the_room_is_known(
    length_ms: int, louder_db: float
) -> None:
    response = impulse_response(length_ms)
    other = response * 10 ** (louder_db / 20)

    def change(number: int) -> Samples:
        return other if number % 8 == 7 else response

    assert answers_interrupted(length_ms, change) == 0


@pytest.mark.parametrize("length_ms", ROOMS_MS)
def test_of_four_rooms_that_are_others_at_once_at_most_one_is_a_voice(length_ms: int) -> None:
    def change(number: int) -> Samples:
        return impulse_response(length_ms, seed=100 + number)

    assert answers_interrupted(length_ms, change) <= 1


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

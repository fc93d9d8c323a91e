"""What crosses on the wire: too rare to be met by chance, so each is played at all its moments.

The world, and what must hold in it, are those of ``test_invariants``.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.test_invariants import AnyOrder, BeginningHandsFree, BeginningManually
from tui_voice.config.settings import Answers, Turns

EVERY_TIME = settings(max_examples=100, deadline=None, derandomize=True)


def hands_free(*, names_answers: bool = True) -> AnyOrder:
    """A session that has just begun."""
    machine = BeginningHandsFree()
    machine.start(names_answers=names_answers)
    return machine


def everything_is_told(machine: AnyOrder) -> None:
    world = machine.world
    while world.active or world.from_server or world.from_microphone:
        world.work()
        machine.deliver(world.from_server)
        machine.deliver(world.from_microphone)


def ends_well(machine: AnyOrder) -> None:
    """Nothing forbidden was done on the way, and nothing is when all comes to rest."""
    machine.nobody_is_heard_by_a_microphone_that_is_muted_or_closed()
    machine.teardown()
    machine.nothing_forbidden_was_done()


@EVERY_TIME
@given(
    names_answers=st.booleans(),
    worked=st.integers(0, 12),
    early=st.booleans(),
    reported=st.integers(0, 12),
)
def test_a_question_crosses_with_an_answer_that_the_server_begins_by_itself(
    names_answers: bool, worked: int, early: bool, reported: int
):
    machine = hands_free(names_answers=names_answers)
    machine.message()
    everything_is_told(machine)
    machine.world.nobody_speaks()
    for _ in range(worked):
        machine.world.work()
    machine.message()
    if early:
        machine.escape()
    machine.server_reports(reported)
    (machine.message if early else machine.escape)()
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4), reported=st.integers(0, 4))
def test_the_mute_key_crosses_with_the_word_that_speech_is_heard(spoken: int, reported: int):
    machine = hands_free()
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.mute_key()
    machine.server_reports(reported)
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4))
def test_a_loss_crosses_with_the_words_of_a_question_that_was_answered(spoken: int):
    machine = hands_free()
    machine.record_key()
    machine.a_sentence(0, spoken, 1)
    everything_is_told(machine)
    machine.connection_breaks()
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4))
def test_the_end_of_listening_crosses_with_the_word_that_the_turn_is_over(spoken: int):
    machine = hands_free()
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.server_reports(len(machine.world.from_server))
    machine.a_sentence(0, 0, 1)
    machine.record_key()
    machine.microphone_reports(len(machine.world.from_microphone))
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4))
def test_a_loss_crosses_with_the_microphone_that_closes_on_what_was_discarded(spoken: int):
    machine = BeginningManually()
    machine.start(names_answers=True)
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.escape()
    machine.connection_breaks()
    machine.connection_returns()
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4))
def test_words_of_speech_cross_with_the_wish_for_manual_turns(spoken: int):
    machine = hands_free()
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.other_settings(Turns.MANUAL, Answers.AUDIO)
    machine.microphone_reports(len(machine.world.from_microphone))
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4), worked=st.integers(0, 8))
def test_a_typed_turn_crosses_with_the_answer_to_the_turn_before(spoken: int, worked: int):
    machine = BeginningManually()
    machine.start(names_answers=True)
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.record_key()
    machine.microphone_reports(len(machine.world.from_microphone))
    machine.server_works(worked)
    machine.message()
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 4), told=st.integers(0, 8))
def test_listening_again_crosses_with_the_turn_that_was_dropped_before(spoken: int, told: int):
    machine = hands_free()
    for _ in range(2):
        machine.record_key()
        machine.a_sentence(0, spoken, 1)
        machine.record_key()
        machine.microphone_reports(len(machine.world.from_microphone))
        machine.server_reports(told)
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 3))
def test_listening_again_crosses_with_the_end_of_speech_that_was_dropped(spoken: int):
    machine = hands_free()
    machine.record_key()
    machine.a_sentence(0, 1, 1)
    machine.record_key()
    machine.microphone_reports(len(machine.world.from_microphone))
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.microphone_reports(len(machine.world.from_microphone))
    machine.server_reports(len(machine.world.from_server))
    growing = machine.state.speech[-1]
    assert len(growing.chunks) == spoken, "what is said now is kept"
    assert not growing.item_id, "and is not taken for the turn before"
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(10, 20))
def test_the_tail_of_a_recording_crosses_with_the_wish_for_hands_free_turns(spoken: int):
    machine = BeginningManually()
    machine.start(names_answers=True)
    machine.record_key()
    machine.a_sentence(0, spoken, 0)
    machine.other_settings(Turns.SERVER_VAD, Answers.AUDIO)
    machine.microphone_reports(len(machine.world.from_microphone))
    machine.connection_breaks()
    ends_well(machine)


@EVERY_TIME
@given(spoken=st.integers(1, 3), worked=st.integers(0, 12), written=st.integers(0, 2))
def test_muting_crosses_with_two_utterances_that_are_said_again(
    spoken: int, worked: int, written: int
):
    machine = hands_free()
    machine.record_key()
    machine.microphone_reports(1)
    machine.connection_breaks()
    machine.a_sentence(0, spoken, 1)
    machine.a_sentence(0, spoken, 1)
    machine.mute_key()
    machine.connection_returns()
    machine.server_reports(worked)
    for _ in range(written):
        machine.server_writes_down()
    machine.server_reports(worked)
    machine.connection_breaks()
    ends_well(machine)


@EVERY_TIME
@given(names_answers=st.booleans(), reported=st.integers(0, 30), again=st.integers(0, 30))
def test_the_first_question_crosses_with_an_answer_and_a_second_one_follows(
    names_answers: bool, reported: int, again: int
):
    machine = hands_free(names_answers=names_answers)
    machine.record_key()
    machine.a_sentence(0, 1, 1)
    machine.microphone_reports(len(machine.world.from_microphone))
    machine.server_works(20)
    machine.message()
    machine.server_reports(reported)
    machine.message()
    machine.server_reports(again)
    ends_well(machine)

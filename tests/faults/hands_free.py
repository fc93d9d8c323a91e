"""The connection is lost while the server listens by itself."""

from tests.fakes.living_server import Answering
from tests.faults.house import Line
from tests.faults.losses import BREAKS, QUICK_PINGS, Break, banner_stands
from tests.faults.row import Play, Row
from tui_voice.config.settings import Turns
from tui_voice.session.phases import Activity

OPTIONS = {**QUICK_PINGS, "turns": Turns.SERVER_VAD}

MAIN = (
    "TCP is reset",
    "nothing comes through any more (half-open, or back from sleep)",
    "the server closes with 1001",
)


async def begins_to_speak(line: Line) -> None:
    """The microphone is open, and the server hears speech."""
    house, server = line.house, line.server
    await house.ready()
    house.press_record()
    await line.until(lambda: house.view.activity is Activity.LISTENING)
    house.microphone.say(3)
    await line.until(lambda: len(server.session.buffer) == len(house.microphone.spoken))
    await server.speech_begins()
    await line.until(lambda: house.view.activity is Activity.HEARING)


def in_speech(break_it: Break) -> Play:
    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await begins_to_speak(line)
        break_it(line)
        await banner_stands(line)
        house.microphone.say(4)
        await line.until(lambda: len(server.sessions) == 2)
        house.microphone.say(2)
        await line.until(lambda: len(server.session.buffer) == len(house.microphone.spoken))
        await server.speech_begins()
        await server.speech_ends()
        await line.until(lambda: [role for role, _ in house.words] == ["user", "assistant"])
        await line.until(lambda: house.view.activity is Activity.LISTENING)
        assert server.session.turns == [house.microphone.spoken]
        assert server.session.begun == 1

    return play


def before_the_answer(break_it: Break) -> Play:
    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await begins_to_speak(line)
        said = house.microphone.spoken
        server.transcribing = False
        server.answering = Answering.NOT
        await server.speech_ends()
        await line.until(lambda: house.view.activity is Activity.THINKING)
        server.transcribing = True
        server.answering = Answering.WHOLE
        house.microphone.say(1)
        break_it(line)
        await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
        await line.until(lambda: house.view.activity is Activity.LISTENING)
        assert server.session.turns == [said]
        assert bytes(server.session.buffer) == house.microphone.spoken[len(said) :]
        assert [role for role, _ in house.words] == ["user", "assistant"]

    return play


def in_an_answer(break_it: Break) -> Play:
    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await begins_to_speak(line)
        server.answering = Answering.HALF
        await server.speech_ends()
        await line.until(lambda: house.view.activity is Activity.SPEAKING)
        server.answering = Answering.WHOLE
        question = house.words[0]
        break_it(line)
        await banner_stands(line)
        await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
        await line.until(lambda: house.view.activity is Activity.LISTENING)
        assert next(iter(server.session.items.values())) == question
        assert server.session.turns == []
        assert server.session.begun == 1
        assert server.session.hands_free

    return play


ROWS = (
    *(
        Row(
            f"hands-free: {how}, in the middle of speech",
            "what was said before, meanwhile and after is one turn, in order and once; one answer",
            in_speech(BREAKS[how]),
            OPTIONS,
        )
        for how in MAIN
    ),
    *(
        Row(
            f"hands-free: {how}, between the question and its answer",
            "the question is said again as it was, and answered; what came after it is not of it",
            before_the_answer(BREAKS[how]),
            OPTIONS,
        )
        for how in MAIN
    ),
    *(
        Row(
            f"hands-free: {how}, in the middle of an answer",
            "banner at once; the conversation as far as it was heard; the question is answered; "
            "the new session listens by itself again",
            in_an_answer(BREAKS[how]),
            OPTIONS,
        )
        for how in MAIN
    ),
)

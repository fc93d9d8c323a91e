"""The server says what no server should say."""

import base64
from collections.abc import Callable
from typing import Any

from tests.fakes.living_server import DELTA_SAMPLES, DELTAS, SOUND, Answering, LivingServer
from tests.faults.house import Line
from tests.faults.row import Play, Row
from tui_voice.conversation.items import Item, ItemStatus
from tui_voice.session.phases import Activity

Frame = dict[str, Any] | str | bytes
Makes = Callable[[LivingServer], Frame]
"""What the server says instead of sense."""

DELTA = "response.output_audio.delta"
WORDS = "response.output_audio_transcript.delta"


async def half_an_answer(line: Line) -> None:
    """A question is asked and half of its answer has come."""
    await line.house.ready()
    line.server.answering = Answering.HALF
    line.house.type("one")
    await line.until(lambda: line.house.view.activity is Activity.SPEAKING)
    line.server.answering = Answering.WHOLE


async def goes_on(line: Line, deltas: int = DELTAS) -> None:
    """The answer is heard to its end, the next question is answered, and nothing was lost."""
    house = line.house
    await line.server.finish()
    await line.until(lambda: answer_of(line).status is ItemStatus.DONE)
    await house.ready()
    assert answer_of(line).heard_samples == deltas * DELTA_SAMPLES
    await line.converse("two")
    assert len(house.words) == 4
    assert house.notices == []
    assert house.losses() == []
    assert len(line.server.sessions) == 1


def answer_of(line: Line) -> Item:
    """The first answer on the screen."""
    items = [entry for entry in line.house.view.entries if isinstance(entry, Item)]
    return next(item for item in items if item.role == "assistant")


def skipped(makes: Makes) -> Play:
    """One line in the log file, nothing on the screen, and the answer goes on."""

    async def play(line: Line) -> None:
        await half_an_answer(line)
        await line.server.session.say(makes(line.server))
        await goes_on(line)
        (said,) = line.house.journal
        assert said.startswith("skipped a server event")
        assert said.isprintable()
        assert len(said) < 400

    return play


async def the_same_delta_twice(line: Line) -> None:
    await half_an_answer(line)
    delta = line.server.of_answer(DELTA, delta=SOUND)
    await line.server.session.say(delta)
    await line.server.session.say(delta)
    await goes_on(line, deltas=DELTAS + 1)
    (said,) = line.house.journal
    assert "the same event again" in said


async def deltas_after_the_end(line: Line) -> None:
    house, server = line.house, line.server
    await half_an_answer(line)
    late = [server.of_answer(DELTA, delta=SOUND), server.of_answer(WORDS, delta="late")]
    await goes_on(line)
    for event in late:
        await server.session.say(event)
    await line.converse("three")
    assert "late" not in str(house.words)
    assert answer_of(line).heard_samples == DELTAS * DELTA_SAMPLES


async def deltas_after_escape(line: Line) -> None:
    house, server = line.house, line.server
    await half_an_answer(line)
    late = [server.of_answer(DELTA, delta=SOUND), server.of_answer(WORDS, delta="late")]
    house.press_escape()
    await line.until(lambda: answer_of(line).status is ItemStatus.CUT)
    heard = answer_of(line).heard_samples
    for event in late:
        await server.session.say(event)
    await line.converse("two")
    assert "late" not in str(house.words)
    assert answer_of(line).heard_samples == heard
    assert house.notices == []


async def items_out_of_order(line: Line) -> None:
    """The answer begins before the server says that the question was committed."""
    house, server = line.house, line.server
    await house.ready()
    server.transcribing = False
    server.committing = False
    house.press_record()
    await house.recording()
    house.microphone.say(3)
    house.press_record()
    await line.until(lambda: server.session.answered == 1)
    await line.until(lambda: len(house.words) == 1)
    spoken = {"item_id": "said", "previous_item_id": None}
    answer = server.event(
        "conversation.item.added",
        item={"id": answer_of(line).id, "type": "message", "role": "assistant"},
        previous_item_id="said",
    )
    kind = "conversation.item.input_audio_transcription.completed"
    words = server.event(kind, item_id="said", transcript="what I said")
    for event in (words, server.event("input_audio_buffer.committed", **spoken), answer):
        await server.session.say(event)
    await line.until(lambda: len(house.words) == 2)
    await house.ready()
    await line.until(lambda: house.words[0] == ("user", "what I said"))
    assert house.words[1][0] == "assistant"


SKIPPED = "counted and logged, nothing else; the answer is heard whole, the next question answered"


def of_answer(delta: Any) -> Makes:
    return lambda server: server.of_answer(DELTA, delta=delta)


FRAMES: dict[str, Makes] = {
    "a frame is not JSON": lambda _: '{"type": "response.output_audio.delta", "delta": "AAAA',
    "a frame is empty": lambda _: "",
    "a frame is JSON, but no object": lambda _: "[1, 2]",
    "a frame is nested a hundred thousand deep": lambda _: "[" * 100_000,
    "a frame is binary noise": lambda _: bytes(range(256)),
    "an event has no type": lambda _: {"event_id": "event_x"},
    "an event's type is a number": lambda _: {"type": 7},
    "an event's type is unknown": lambda server: server.event("response.sung"),
    "an event's type holds escape sequences": lambda server: server.event("\x1b[2J\x07 boo"),
    "an event lacks what it is about": lambda server: server.event(DELTA, delta=SOUND),
    "sound is not base64": of_answer("not base64!"),
    "sound is a number": of_answer(7),
    "sound is of odd length": of_answer(base64.b64encode(b"odd").decode()),
    "a frame of 64 MB": of_answer("A" * (64 << 20)),
}

ROWS = (
    *(Row(fault, SKIPPED, skipped(makes)) for fault, makes in FRAMES.items()),
    Row(
        "a delta comes twice",
        "the second is counted, logged and not played",
        the_same_delta_twice,
    ),
    Row(
        "deltas come after the end of their answer",
        "neither shown nor played",
        deltas_after_the_end,
    ),
    Row(
        "deltas come after the person has cut the answer short",
        "neither shown nor played; no error is shown",
        deltas_after_escape,
    ),
    Row(
        "an answer begins before its question was committed",
        "the question stands above its answer",
        items_out_of_order,
    ),
)

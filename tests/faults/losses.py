"""The connection is lost, in every way in which connections are lost."""

from collections.abc import Callable

from tests.fakes.living_server import Answering
from tests.fakes.swift import CHUNK_SAMPLES
from tests.faults.house import Line
from tests.faults.row import Play, Row
from tui_voice.realtime.link import Patience
from tui_voice.session.links import BACKOFF_MOST_S
from tui_voice.session.phases import Activity, LinkPhase

Break = Callable[[Line], None]
"""How the connection is broken."""


def closes(code: int | None) -> Break:
    """A close frame with this code, or without one."""
    return lambda line: line.server.session.close(code)


BREAKS: dict[str, Break] = {
    "TCP is reset": lambda line: line.wire.reset(),
    "TCP ends without a close frame": lambda line: line.server.session.hang_up(),
    "nothing comes through any more (half-open, or back from sleep)": lambda line: (
        line.wire.freeze()
    ),
    "the server closes without a code (1005)": closes(None),
    **{
        f"the server closes with {code}": closes(code)
        for code in (1001, 1006, 1011, 1012, 1013, 1015)
    },
}

QUICK_PINGS = {"patience": Patience(heartbeat_s=0.2)}
"""In place of the seconds of every day, where nothing but a ping can find the fault."""


async def banner_stands(line: Line) -> None:
    """The loss is shown at once: by the next picture, or by that after one already under way."""
    house = line.house
    await line.until(house.losses)
    (loss,) = house.losses()
    await line.until(lambda: len(house.seen_since(loss)) >= 2)
    shown = [view.link for view in house.seen_since(loss)[:2] if view.link.message]
    assert shown, "no banner"
    assert shown[0].phase is LinkPhase.WAITING
    assert shown[0].message == loss.message


def in_an_answer(break_it: Break) -> Play:
    """Banner, new secret, settings, context, and the question is answered after all."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await house.ready()
        await line.converse("one")
        server.answering = Answering.HALF
        house.type("two")
        await line.until(lambda: house.view.activity is Activity.SPEAKING)
        server.answering = Answering.WHOLE
        before = house.words
        break_it(line)
        await banner_stands(line)
        await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
        await house.ready()
        session = server.session
        carried = list(session.items.values())
        assert [session.secret for session in server.sessions] == server.minted
        assert len(set(server.minted)) == 2
        assert session.kinds[0] == "session.update"
        assert carried[:3] == before[:3]
        assert all(role == "assistant" for role, _ in carried[3:])
        assert session.kinds[1 : len(carried) + 1] == ["conversation.item.create"] * len(carried)
        assert session.begun == 1
        assert house.words[:3] == before[:3]
        assert f"Context carried: {len(carried)} turns." in house.notices
        assert house.view.link.message == ""

    return play


def in_a_recording(break_it: Break) -> Play:
    """All that was said before, meanwhile and after arrives in order and once, and is answered."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await house.ready()
        house.press_record()
        await house.recording()
        house.microphone.say(3)
        await line.until(lambda: len(server.session.buffer) == len(house.microphone.spoken))
        break_it(line)
        await line.until(house.losses)
        house.microphone.say(4)
        await line.until(lambda: len(server.sessions) == 2)
        house.microphone.say(2)
        house.press_record()
        await line.until(lambda: server.session.answered == 1)
        await house.ready()
        assert server.session.turns == [house.microphone.spoken]
        assert [role for role, _ in house.words] == ["user", "assistant"]

    return play


async def a_long_recording(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    house.microphone.chunk_samples = 60 * 24_000
    house.press_record()
    await house.recording()
    house.microphone.say(25)
    line.wire.reset()
    await line.until(house.losses)
    await line.until(lambda: len(server.sessions) == 2)
    house.microphone.chunk_samples = CHUNK_SAMPLES
    house.microphone.say(2)
    house.press_record()
    await line.until(lambda: server.session.answered == 1)
    await house.ready()
    assert server.session.turns == [house.microphone.spoken]
    assert len(house.losses()) == 1


async def speech_beyond_the_limit(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    server.refusals.append((503, ""))
    line.wire.reset()
    await line.until(house.losses)
    house.press_record()
    await house.recording()
    house.microphone.say(15)
    house.press_record()
    await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
    second = 24_000 * 2
    assert server.session.turns == [house.microphone.spoken[:second]]
    assert any("1 s of your speech are kept" in notice for notice in house.notices)


async def several_turns_meanwhile(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    server.refusals.extend([(503, "")] * 2)
    line.wire.reset()
    await line.until(house.losses)
    for _ in range(2):
        house.press_record()
        await house.recording()
        house.microphone.say(2)
        house.press_record()
        await line.until(lambda: house.view.activity is Activity.THINKING)
    house.type("and this")
    await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
    await house.ready()
    assert b"".join(server.session.turns) == house.microphone.spoken
    assert len(server.session.turns) == 2
    assert ("user", "and this") in server.session.items.values()
    assert server.session.begun == 1


async def the_server_is_away_for_a_while(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    await line.converse("one")
    server.refusals.extend([(503, "")] * 3)
    line.wire.reset()
    await line.until(lambda: len(server.sessions) == 2)
    await house.ready()
    await line.converse("two")
    waits = waits_of(line)
    longest = [0.25, 0.5, 1.0, 2.0]
    assert len(waits) == 4
    for wait, most in zip(waits, longest, strict=True):
        assert most / 2 <= wait <= most
    assert house.notices == ["The connection broke.", "Context carried: 2 turns."]
    assert len(set(server.minted)) == 5


async def the_server_hangs_up_on_every_session(line: Line) -> None:
    house, server = line.house, line.server
    server.on_session = lambda session: session.hang_up() if len(server.sessions) < 6 else None
    await line.until(lambda: len(server.sessions) == 6)
    await house.ready()
    await line.converse("one")
    assert max(waits_of(line)) >= BACKOFF_MOST_S / 4
    assert len(house.notices) == 1


async def the_server_takes_the_call_and_says_nothing(line: Line) -> None:
    house, server = line.house, line.server
    server.greets = False
    await line.until(lambda: server.calls == 1)
    server.greets = True
    await line.until(house.losses)
    await house.ready()
    await line.converse("one")


async def the_session_expires(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    await line.converse("one")
    words = "Your session hit the maximum duration of 60 minutes."
    error = {"type": "invalid_request_error", "code": "session_expired", "message": words}
    await server.session.say(server.event("error", error=error))
    server.session.close(1001)
    await banner_stands(line)
    await line.until(lambda: len(server.sessions) == 2)
    await house.ready()
    await line.converse("two")
    said, carried = house.notices
    assert "longest time the server allows" in said
    assert carried == "Context carried: 2 turns."


async def the_person_wants_a_new_connection(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    server.answering = Answering.HALF
    house.type("one")
    await line.until(lambda: house.view.activity is Activity.SPEAKING)
    server.answering = Answering.WHOLE
    house.reconnect()
    await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
    await house.ready()
    assert house.losses() == []
    assert server.sessions[0].clean
    assert house.words[0] == ("user", "one")


async def the_wire_breaks_in_the_middle_of_a_frame(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    await line.converse("one")
    line.wire.weather.limit_bytes = 9_000  # the second of the answer's frames of sound
    line.wire.weather.slice_bytes = 64
    house.type("two")
    await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
    await house.ready()
    assert [words for role, words in house.words if role == "user"] == ["one", "two"]


def waits_of(line: Line) -> list[float]:
    """The pauses before each new try, in seconds; the screen's own are shorter."""
    return [delay for delay in line.house.clock.delays_s if 0.125 <= delay <= BACKOFF_MOST_S]


CARRIED = (
    "banner at once; new secret, settings, the conversation as far as it was heard; the question "
    "is answered; “Context carried: N turns”"
)
SPOKEN = "what was said before, meanwhile and after arrives in order and once; one answer"

ROWS = (
    *(
        Row(f"{how}, in the middle of an answer", CARRIED, in_an_answer(break_it), QUICK_PINGS)
        for how, break_it in BREAKS.items()
    ),
    *(
        Row(f"{how}, while the person speaks", SPOKEN, in_a_recording(break_it), QUICK_PINGS)
        for how, break_it in BREAKS.items()
    ),
    Row(
        "the connection breaks in the middle of a frame",
        "reconnect; the question is answered",
        the_wire_breaks_in_the_middle_of_a_frame,
    ),
    Row(
        "TCP is reset after 25 minutes of one recording",
        "all of it arrives in order and once; one answer",
        a_long_recording,
    ),
    Row(
        "the person presses the reconnect key in the middle of an answer",
        "goodbye to the old session; the question is answered by the new one",
        the_person_wants_a_new_connection,
    ),
    Row(
        "more is said while the connection is away than `offline_audio_s` keeps",
        "the first part is kept and answered; one warning says that the rest is lost",
        speech_beyond_the_limit,
        {"offline_audio_s": 1},
    ),
    Row(
        "several turns are spoken and typed while the connection is away",
        "each is sent in order and once; one answer to them all",
        several_turns_meanwhile,
    ),
    Row(
        "the server is away for several tries",
        "pauses of 0.25, 0.5, 1, 2 … 8 s, less a part by chance; said once; a secret for each try",
        the_server_is_away_for_a_while,
    ),
    Row(
        "the server hangs up on every new session",
        "the pauses grow all the same; said once",
        the_server_hangs_up_on_every_session,
    ),
    Row(
        "the server takes the call and says nothing",
        "given up after ten seconds, and tried again",
        the_server_takes_the_call_and_says_nothing,
        {"patience": Patience(greeting_s=0.2)},
    ),
    Row(
        "the session reaches the server's time limit (`session_expired`, 1001)",
        "banner; one line says why; reconnect; the context is carried",
        the_session_expires,
    ),
)

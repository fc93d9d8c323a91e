"""The connection is lost while the model uses tools that somebody else has given it."""

from tests.fakes.living_server import Answering
from tests.faults.house import Line
from tests.faults.losses import banner_stands
from tests.faults.row import Row
from tui_voice.session.tools import UNANSWERED

ARGUMENTS = '{"city": "London"}'


async def a_tool_is_called(line: Line) -> str:
    """The model answers a question by calling a tool; the ``call_id``."""
    house, server = line.house, line.server
    await house.ready()
    await line.converse("one")
    server.answering = Answering.NOT
    house.type("the weather?")
    await line.until(lambda: server.session.active)
    server.answering = Answering.WHOLE
    call_id = await server.call_tool("get_weather", ARGUMENTS)
    await line.until(lambda: house.words[-1] == ("tool_call", ARGUMENTS))
    await house.ready()
    return call_id


async def after_its_answer(line: Line) -> None:
    house, server = line.house, line.server
    call_id = await a_tool_is_called(line)
    await server.tool_answers(call_id, "foggy")
    await line.until(lambda: house.words[-1][0] == "assistant" and server.session.answered == 3)
    await house.ready()
    before = house.words
    line.wire.reset()
    await banner_stands(line)
    await line.until(lambda: len(server.sessions) == 2)
    await house.ready()
    await line.until(lambda: len(server.session.items) == len(before))
    assert [role for role, _ in before[2:]] == ["user", "tool_call", "tool_output", "assistant"]
    assert list(server.session.items.values()) == [
        *before[:3],
        ("function_call", f"{call_id}: get_weather({ARGUMENTS})"),
        ("function_call_output", f"{call_id}: foggy"),
        before[5],
    ]
    assert "Context carried: 4 turns." in house.notices
    assert house.words == before
    assert server.session.begun == 0


async def while_it_is_at_work(line: Line) -> None:
    house, server = line.house, line.server
    call_id = await a_tool_is_called(line)
    line.wire.reset()
    await banner_stands(line)
    await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
    await house.ready()
    assert list(server.session.items.values())[2:] == [
        ("user", "the weather?"),
        ("function_call", f"{call_id}: get_weather({ARGUMENTS})"),
        ("function_call_output", f"{call_id}: {UNANSWERED}"),
    ]
    assert [role for role, _ in house.words[2:]] == [
        "user",
        "tool_call",
        "tool_output",
        "assistant",
    ]
    assert "Context carried: 3 turns." in house.notices
    assert server.session.begun == 1


ROWS = (
    Row(
        "TCP is reset after a tool was called and has answered",
        "the call and its output are told to the next session in their places; they are no turns",
        after_its_answer,
    ),
    Row(
        "TCP is reset while a tool is at work",
        "the next session is told of the call, and that no output came; the question is answered",
        while_it_is_at_work,
    ),
)

"""Tools that a proxy hosts, with the project's own server: the whole engine, over two sessions."""

from tests.fakes.bell import Bell
from tests.fakes.tool_host import ToolHost
from tests.faults.house import House, at_work
from tests.offline.fakes import scripted_parts
from tests.offline.talking import serving
from tui_voice.config.settings import Answers, Settings
from tui_voice.offline.server import OfflineServer

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Look up the weather for a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
ARGUMENTS = '{"city": "London"}'


async def test_what_tools_did_reaches_the_next_session_in_order_and_is_understood_there():
    bell = Bell()
    async with (
        serving(OfflineServer(scripted_parts())) as server_url,
        ToolHost(server_url, WEATHER, "It is foggy in London.") as host,
    ):
        house = House(bell, Settings(base_url=host.base_url, answers=Answers.TEXT), {})
        async with at_work(house):
            await house.ready()
            house.type("What is the weather in London?")
            await bell.until(lambda: len(house.words) == 4 and house.resting)
            before = house.words
            assert [role for role, _ in before] == ["user", "tool_call", "tool_output", "assistant"]
            assert [words for _, words in before[1:3]] == [ARGUMENTS, "It is foggy in London."]
            host.drop()
            await bell.until(lambda: "Context carried: 2 turns." in house.notices)
            house.type("and what did I ask")
            await bell.until(lambda: len(house.words) == 6 and house.resting)
            assert house.words[:4] == before
            assert house.notices == ["The connection broke.", "Context carried: 2 turns."]
    question, call, output, answer, _ = host.created[1]
    assert (question["role"], answer["role"]) == ("user", "assistant")
    assert (call["type"], call["name"], call["arguments"]) == (
        "function_call",
        "get_weather",
        ARGUMENTS,
    )
    assert output == {
        "type": "function_call_output",
        "id": output["id"],
        "call_id": call["call_id"],
        "output": "It is foggy in London.",
    }

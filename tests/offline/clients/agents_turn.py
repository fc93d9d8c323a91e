"""A tool call and a spoken turn by openai-agents; prints the two answers as JSON.

Arguments: the base URL, a file with the question as 24 kHz PCM16.
"""

import asyncio
import json
import sys
from pathlib import Path

from agents import function_tool
from agents.realtime import RealtimeAgent, RealtimeRunner


@function_tool
def get_weather(city: str) -> str:
    """Look up the weather for a city."""
    return f"Foggy in {city}."


async def main(url: str, question: bytes) -> None:
    agent = RealtimeAgent(name="Alice", tools=[get_weather])
    address = url.replace("http", "ws", 1) + "/realtime?model=gpt-realtime-2.1"
    model_settings = {"turn_detection": {"type": "server_vad"}}
    config = {"url": address, "api_key": "none", "initial_model_settings": model_settings}
    said: list[str] = []
    async with await RealtimeRunner(agent).run(model_config=config) as session:
        await session.send_message("what is the weather in London")
        async for event in session:
            assert event.type != "error", event
            data = getattr(getattr(event, "data", None), "data", None)
            if not isinstance(data, dict):
                continue
            if data.get("type") == "response.output_audio_transcript.done":
                said.append(data["transcript"])
                if len(said) == 2:
                    break
                await session.send_audio(question)
    print(json.dumps(said))


asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes()))

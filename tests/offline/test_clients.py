"""Clients written elsewhere hold a typed and a spoken turn with the server, unchanged.

They are large, so they are not among what `make test` installs; each runs where it is there.
docs/offline.md says how.
"""

import asyncio
import json
import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.offline.spoken import spoken
from tests.offline.talking import silence

_FOLDER = "NODE_CLIENT_FOLDER"
_QUESTION = "what is seven times six"
_TIMEOUT_S = 30


@pytest.mark.skipif(
    _FOLDER not in os.environ or shutil.which("node") is None,
    reason=f"{_FOLDER} names no folder where npm installed openai and ws",
)
async def test_the_openai_node_package_holds_a_typed_and_a_spoken_turn(
    real_tls_server: str, certificate: Path, tmp_path: Path
) -> None:
    question = tmp_path / "question.pcm"
    question.write_bytes(spoken(_QUESTION, tmp_path))
    script = Path(__file__).parent / "clients" / "turn.cjs"
    pipe = asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(
        *("node", str(script), os.environ[_FOLDER], real_tls_server, str(question)),
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)},
        stdout=pipe,
        stderr=pipe,
    )
    printed, complaint = await asyncio.wait_for(client.communicate(), _TIMEOUT_S)
    assert not complaint.decode()
    assert json.loads(printed) == ["That is 42.", "That is 42."]


async def test_openai_agents_calls_its_tool_and_holds_a_spoken_turn(
    real_server: str, tmp_path: Path
) -> None:
    agents: Any = pytest.importorskip("agents", reason="openai-agents is not installed")
    realtime: Any = import_module("agents.realtime")

    @agents.function_tool
    def get_weather(city: str) -> str:
        """Look up the weather for a city."""
        return f"Foggy in {city}."

    agent = realtime.RealtimeAgent(name="Alice", tools=[get_weather])
    model_settings = {"turn_detection": {"type": "server_vad"}}
    address = real_server.replace("http", "ws", 1) + "/realtime?model=gpt-realtime-2.1"
    config = {"url": address, "api_key": "none", "initial_model_settings": model_settings}
    question = silence(500) + spoken(_QUESTION, tmp_path) + silence(1000)
    said: list[str] = []
    async with await realtime.RealtimeRunner(agent).run(model_config=config) as session:
        await session.send_message("what is the weather in London")
        async with asyncio.timeout(_TIMEOUT_S):
            async for event in session:
                assert event.type != "error", event
                data = getattr(getattr(event, "data", None), "data", None)
                if isinstance(data, dict):
                    if data.get("type") != "response.output_audio_transcript.done":
                        continue
                    said.append(data["transcript"])
                    if len(said) == 1:
                        await session.send_audio(question)
                    else:
                        break
    assert said == ["The tool says: Foggy in London.", "That is 42."]

"""Clients written elsewhere hold a typed and a spoken turn with the server, unchanged.

They are large, so they live in places of their own; docs/offline.md says how to make them.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.offline.spoken import spoken
from tests.offline.talking import silence

_FOLDER = "NODE_CLIENT_FOLDER"
_PYTHON = "PYTHON_CLIENTS"
_SCRIPTS = Path(__file__).parent / "clients"
_QUESTION = "what is seven times six"
_TIMEOUT_S = 60


@pytest.mark.skipif(
    _FOLDER not in os.environ or shutil.which("node") is None,
    reason=f"{_FOLDER} names no folder where npm installed openai and ws",
)
async def test_the_openai_node_package_holds_a_typed_and_a_spoken_turn(
    real_tls_server: str, certificate: Path, tmp_path: Path
) -> None:
    question = tmp_path / "question.pcm"
    question.write_bytes(spoken(_QUESTION, tmp_path))
    printed, complaint = await _run(
        *("node", str(_SCRIPTS / "turn.cjs")),
        *(os.environ[_FOLDER], real_tls_server, str(question)),
        environment={"NODE_EXTRA_CA_CERTS": str(certificate)},
    )
    assert not complaint
    assert json.loads(printed) == ["That is 42.", "That is 42."]


@pytest.mark.skipif(
    _PYTHON not in os.environ, reason=f"{_PYTHON} names no Python with requirements/clients.txt"
)
@pytest.mark.parametrize(
    ("client", "answers"),
    [
        ("agents", ["The tool says: Foggy in London.", "That is 42."]),
        ("livekit", ["That is 42.", "That is 42."]),
        ("pipecat", ["That is 42."]),
    ],
)
async def test_a_python_client_holds_a_spoken_turn(
    client: str, answers: list[str], real_server: str, tmp_path: Path
) -> None:
    question = tmp_path / "question.pcm"
    question.write_bytes(silence(500) + spoken(_QUESTION, tmp_path) + silence(1500))
    script = _SCRIPTS / f"{client}_turn.py"
    printed, _ = await _run(os.environ[_PYTHON], str(script), real_server, str(question))
    assert json.loads(printed) == answers


async def _run(*command: str, environment: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Run a client to its end; returns what it printed, and what it complained of."""
    pipe = asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **(environment or {})}, stdout=pipe, stderr=pipe
    )
    async with asyncio.timeout(_TIMEOUT_S):
        printed, complaint = await client.communicate()
    assert client.returncode == 0, complaint.decode()
    return printed.decode(), complaint.decode()

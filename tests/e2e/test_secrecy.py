"""A secret that a command is given is neither said nor kept anywhere."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import offline_server, run
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

SECRET = "-".join(("sk", "proj", "hush0123456789hush"))  # in pieces: nobody is to take it for one
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with offline_server("--pace", "1000") as url:
        yield url


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(say("what is six times seven", tmp_path_factory.mktemp("said") / "question.wav"))


COMMANDS = {
    "ask": ("ask", "--json", "--record-events", "EVENTS", "--save", "SOUND", "what time is it"),
    "ask aloud": ("ask", "--record-events", "EVENTS", "--audio", "QUESTION", "--quiet-audio"),
    "say": ("say", "--record-events", "EVENTS", "--save", "SOUND", "Hello"),
    "transcribe": ("transcribe", "--json", "QUESTION"),
}


@pytest.mark.parametrize("reached", [True, False], ids=["key to a server", "token to nobody"])
@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_in_no_output_and_in_no_file(
    command: str, reached: bool, tmp_path: Path, server: str, question: str
):
    home, token = tmp_path / "home", tmp_path / "token"
    home.mkdir()
    token.write_text(SECRET)
    places = {"EVENTS": str(home / "e.jsonl"), "SOUND": str(home / "s.wav"), "QUESTION": question}
    words = [places.get(word, word) for word in COMMANDS[command]]
    if reached:
        ran = run(home, *words, "--base-url", server, env={"OPENAI_API_KEY": SECRET})
    else:
        ran = run(home, *words, "--base-url", NOWHERE, "--token-file", str(token))
    assert ran.code == (0 if reached else 1), ran.err
    assert SECRET not in ran.out + ran.err
    files = [Path(folder, name) for folder, _, names in os.walk(home) for name in names]
    assert files, "at least the log"
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == []

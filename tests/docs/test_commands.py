"""Every command that the documentation shows is run, in a home without a key and a sound card."""

import asyncio
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import click
import pytest

from tests.cli.every_command import read
from tests.docs.home import CONFIG, environment, furnish
from tests.docs.pages import (
    PAGES,
    Block,
    arguments_of,
    blocks,
    examples_in_help,
    lines_with_commands,
)
from tests.docs.shell import run
from tests.e2e.commands import offline_server
from tests.fakes.model_endpoints import ModelEndpoints
from tui_voice.config.load import load_settings

BLOCKS = [block for page in PAGES for block in blocks(page)]

NOT_HERE = {
    'eval "$(tui-voice completion zsh)"': "zsh's own: tests/cli/test_completion.py runs it there",
}
"""Lines that are left out, and why."""

ONLY_PARSED = ("azure.com",)
"""A line that names one of these is parsed and not run: the machine behind it is not ours."""

NO_COMMANDS = ("tui-voice COMMAND --help", "tui-voice devices [--json]", "tui-voice events")
"""What is named as if it were a command."""

LANGUAGE_MODEL = "http://localhost:11434/v1"
SERVERS = (
    "http://localhost:8000/v1",
    "http://localhost:8080/v1",
    "http://127.0.0.1:8765/v1",
)
"""What stands for every server of the protocol is our own."""
LONG_AGO = "20261123-15"
"""The beginning of the id of a conversation; that of today's stands for it."""
ANSWER = [{"choices": [{"delta": {"content": "Because of Rayleigh scattering."}}]}]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One offline server for all of them: it stands for every server of the protocol."""
    with offline_server() as url:
        yield url


@pytest.fixture(scope="session")
def furnished(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("reader")
    furnish(home, server)
    return home


@pytest.fixture
def home(furnished: Path) -> Iterator[Path]:
    # Not below tmp_path: the path of a Unix socket has room for some hundred letters.
    with TemporaryDirectory(prefix="home-") as folder:
        yield Path(copytree(furnished, folder, symlinks=True, dirs_exist_ok=True))


@contextmanager
def an_app_where_one_is_controlled(home: Path, script: str, variables: Mapping[str, str]):
    """``ctl`` and its socket speak to a running app."""
    if not re.search(r"tui-voice ctl|\.sock", script):
        yield
        return
    app = subprocess.Popen(
        [home / "bin" / "tui-voice", "--plain"], cwd=home, env=variables,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert app.stdout is not None
    assert any(b"connected" in line for line in app.stdout)
    try:
        yield
    finally:
        app.kill()
        app.communicate()


def runnable(script: str) -> str:
    """A script without the lines that cannot be run here."""
    kept = (
        line
        for line in script.splitlines(keepends=True)
        if not any(left_out in line for left_out in (*NOT_HERE, *ONLY_PARSED))
    )
    return "".join(kept)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
async def test_the_commands_of_a_block_run(block: Block, home: Path, server: str):
    today = datetime.now(UTC).strftime("%Y%m%d")
    async with ModelEndpoints(answers=[ANSWER] * 9).serving() as model:
        instead = {LANGUAGE_MODEL: model, **dict.fromkeys(SERVERS, server), LONG_AGO: today}
        variables = environment(home, server, instead)
        for command, told in block.steps:
            script = runnable(command)
            with an_app_where_one_is_controlled(home, script, variables):
                ended = await asyncio.to_thread(run, script, home, variables)
            assert ended.code in (0, 130), ended.screen
            if told is not None:
                assert_told(told, ended.told)


def test_what_is_left_out_is_still_shown():
    lines = [line for block in BLOCKS for line in block.text.splitlines()]
    assert all(any(left_out in line for line in lines) for left_out in (*NOT_HERE, *ONLY_PARSED))


def assert_told(shown: str, told: str) -> None:
    """What is shown was told; ``…`` stands for anything."""
    wanted = ".*".join(map(re.escape, shown.strip().split("…")))
    assert re.fullmatch(wanted, told.strip(), re.DOTALL), f"shown:\n{shown}\ntold:\n{told}"


def shown() -> dict[str, list[str]]:
    """What every ``tui-voice`` of the pages is given, by how it would be typed."""
    on_pages = (line for page in PAGES for line in lines_with_commands(page))
    lines = {line for line in on_pages if not any(name in line for name in NO_COMMANDS)}
    found = (each for line in lines.union(examples_in_help()) for each in arguments_of(line))
    return {shlex.join(("tui-voice", *arguments)): arguments for arguments in sorted(found)}


@pytest.mark.parametrize("arguments", shown().values(), ids=shown().keys())
def test_a_command_that_is_shown_is_one_that_there_is(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)  # a file that is named for a record is made at once
    file = tmp_path / "config.toml"
    file.write_text(CONFIG)
    # In the running text a command is often named without what it needs.
    with suppress(
        click.exceptions.Exit, click.MissingParameter, click.exceptions.NoArgsIsHelpError
    ):
        load_settings(file, {}, read(arguments).flags)

"""Every command that the documentation shows is run, in a home without a key and a sound card."""

import asyncio
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import copytree, which
from tempfile import TemporaryDirectory

import click
import pytest

from tests.cli.every_command import read
from tests.docs.azure import azure
from tests.docs.home import CONFIG, environment, furnish
from tests.docs.pages import (
    CONSOLE,
    PAGES,
    SHELL,
    ZSH,
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


def commands_in(block: Block) -> set[str]:
    """Every ``tui-voice`` of a block, as it would be typed."""
    lines = (line for script, _ in block.steps for line in script.splitlines())
    return {typed(arguments) for line in lines for arguments in arguments_of(line)}


def typed(arguments: list[str]) -> str:
    return shlex.join(("tui-voice", *arguments))


ON_PAGES = set[str]().union(*map(commands_in, BLOCKS))
EXAMPLES = [
    replace(block, text=text)
    for block in examples_in_help()
    if (text := "".join(each.text for each in block.lines if not commands_in(each) <= ON_PAGES))
]
"""Those of the commands' own help, but for what a page shows, too."""

NO_COMMANDS = ("tui-voice COMMAND --help", "tui-voice devices [--json]", "tui-voice events")
"""What is named as if it were a command."""

NAMES = {"tui-voice ctl", "tui-voice say"}
"""Commands that are named in running text without what they cannot be run without."""

LANGUAGE_MODEL = "http://localhost:11434/v1"
SERVERS = (
    "http://localhost:8000/v1",
    "http://localhost:8080/v1",
    "http://127.0.0.1:8765/v1",
)
"""What stands for every server of the protocol is our own."""
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


AZURE = [block for block in BLOCKS if "azure.com" in block.text]


def of_kind(*kinds: str) -> list[Block]:
    """The blocks of these kinds, but for those that Azure's stand-in is for."""
    return [block for block in BLOCKS if block.kind in kinds and block not in AZURE]


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


@pytest.mark.parametrize("block", [*of_kind(SHELL, CONSOLE), *EXAMPLES], ids=lambda b: b.name)
async def test_the_commands_of_a_block_run(block: Block, home: Path, server: str):
    async with ModelEndpoints(answers=[ANSWER] * 9).serving() as model:
        await run_in(block, home, environment(home, server, stand_ins(server, model)))


@pytest.mark.parametrize("block", AZURE, ids=lambda b: b.name)
async def test_the_commands_of_a_block_run_with_azure(block: Block, home: Path, server: str):
    if which("openssl") is None:
        pytest.skip("there is no openssl here to make a certificate with")
    async with azure(server, home) as resource:
        await run_in(block, home, {**environment(home, server, {}), **resource.environment})
    assert resource.visits


@pytest.mark.parametrize("block", of_kind(ZSH), ids=lambda b: b.name)
def test_the_lines_of_zsh_make_it_complete_our_commands(block: Block, home: Path, server: str):
    if which("zsh") is None:
        pytest.skip("there is no zsh here")
    script = f"autoload -U compinit; compinit -D\n{block.text}print $_comps[tui-voice]"
    variables = environment(home, server, {})
    zsh = ["zsh", "-f", "-e", "-c", script]
    ran = subprocess.run(zsh, env=variables, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "_tui_voice_completion\n", "")


def stand_ins(server: str, model: str) -> dict[str, str]:
    """What stands for the addresses of the pages, for those of models behind a flag first."""
    flags = (f"{flag} {address}" for flag in ("--stt", "--tts") for address in SERVERS)
    behind = {each: f"{each.split()[0]} {model}" for each in flags}
    return {**behind, LANGUAGE_MODEL: model, **dict.fromkeys(SERVERS, server)}


async def run_in(block: Block, home: Path, variables: Mapping[str, str]) -> None:
    """Run a block's commands there; what they print is what is shown."""
    for script, told in block.steps:
        with an_app_where_one_is_controlled(home, script, variables):
            ended = await asyncio.to_thread(run, script, home, variables)
        assert ended.code in (0, 130), ended.screen
        if told is not None:
            assert_told(told, ended.told)


def test_nothing_is_left_out_but_names():
    run_here = ON_PAGES.union(*map(commands_in, EXAMPLES))
    assert shown().keys() - run_here == NAMES


def assert_told(shown: str, told: str) -> None:
    """What is shown was told; ``…`` stands for anything."""
    wanted = ".*".join(map(re.escape, shown.strip().split("…")))
    assert re.fullmatch(wanted, told.strip(), re.DOTALL), f"shown:\n{shown}\ntold:\n{told}"


def shown() -> dict[str, list[str]]:
    """What every ``tui-voice`` of the pages is given, by how it would be typed."""
    on_pages = (line for page in PAGES for line in lines_with_commands(page))
    lines = {line for line in on_pages if not any(name in line for name in NO_COMMANDS)}
    lines.update(line for block in examples_in_help() for line in block.text.splitlines())
    found = (arguments for line in lines for arguments in arguments_of(line))
    return {typed(arguments): arguments for arguments in sorted(found)}


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

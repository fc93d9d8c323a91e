"""The offline server is started once, replaced when it died, and ended with us."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes.child_server import child, starts
from tests.realtime.talking import until
from tui_voice.realtime.errors import UnreachableError
from tui_voice.realtime.local_server import COMMAND, LocalServer

STUBBORN = """
import signal
print('{"url": "http://x"}', flush=True)
signal.pause()
"""

SILENT = """
import os, signal, sys
with open(sys.argv[1] + ".new", "w") as pid:
    pid.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
signal.pause()
"""


async def test_it_is_started_once_and_used_for_every_connection(tmp_path: Path):
    server = LocalServer(child(tmp_path, missing=["No ears."]))
    first, second = await asyncio.gather(server.ready(), server.ready())
    assert first is second
    assert (first.url, first.missing) == ("http://127.0.0.1:9/v1", ("No ears.",))
    assert len(starts(tmp_path)) == 1
    await server.close()
    assert (tmp_path / "ended").exists()


async def test_one_that_died_is_replaced(tmp_path: Path):
    server = LocalServer(child(tmp_path))
    await server.ready()
    (pid,) = starts(tmp_path)
    os.kill(pid, signal.SIGKILL)

    async def another_is_up() -> bool:
        await server.ready()
        return len(starts(tmp_path)) == 2

    await until(another_is_up)
    await server.close()


async def test_after_a_close_it_can_be_started_again(tmp_path: Path):
    server = LocalServer(child(tmp_path))
    await server.ready()
    await server.close()
    await server.ready()
    await server.close()
    await server.close()
    assert len(starts(tmp_path)) == 2


async def test_one_that_does_not_end_by_itself_is_ended():
    server = LocalServer([sys.executable, "-c", STUBBORN])
    await server.ready()
    async with asyncio.timeout(5):
        await server.close()


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "raise SystemExit('no such module')"],
        [sys.executable, "-c", "print('hello')"],
        [sys.executable, "-c", "print('{}')"],
        ["/no/such/program"],
    ],
    ids=["fails", "says no JSON", "says no url", "is not there"],
)
async def test_one_that_will_not_start_is_said_in_words(command: Sequence[str]):
    server = LocalServer(command)
    with pytest.raises(UnreachableError, match="The offline server cannot start") as refusal:
        await server.ready()
    assert not refusal.value.fault.retry
    await server.close()


async def test_what_it_complains_of_goes_to_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    server = LocalServer(child(tmp_path))
    await server.ready()
    await server.close()
    assert "offline server: warming up" in caplog.text


async def test_the_log_says_why_it_would_not_start(caplog: pytest.LogCaptureFixture):
    server = LocalServer([sys.executable, "-c", "raise SystemExit('out of breath')"])
    with pytest.raises(UnreachableError, match="the log file says why"):
        await server.ready()
    assert "offline server: out of breath" in caplog.text


async def test_giving_up_while_it_starts_leaves_no_process_behind(tmp_path: Path):
    server = LocalServer([sys.executable, "-c", SILENT, str(tmp_path / "pid")])
    starting = asyncio.create_task(server.ready())

    async def it_is_up() -> bool:
        return (tmp_path / "pid").exists()

    await until(it_is_up)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_it_is_our_own_program_on_a_loopback_port_that_dies_with_us():
    assert COMMAND[1:4] == ("-m", "tui_voice", "serve")
    assert "127.0.0.1" in COMMAND
    assert "--parent-stdin" in COMMAND


async def test_the_models_behind_it_are_handed_on_and_others_start_it_anew(tmp_path: Path) -> None:
    server = LocalServer(child(tmp_path))
    first = await server.ready(("--llm=http://localhost:1/v1", "--llm-model=a"))
    assert await server.ready(("--llm=http://localhost:1/v1", "--llm-model=a")) is first
    second = await server.ready(("--llm=http://localhost:1/v1", "--llm-model=b"))
    await server.close()
    assert first.missing == ("--llm=http://localhost:1/v1", "--llm-model=a")
    assert second.missing == ("--llm=http://localhost:1/v1", "--llm-model=b")
    assert len(starts(tmp_path)) == 2

"""``tui-voice ctl``, as a hot key or a status line calls it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cli.control.visiting import running
from tests.e2e import commands
from tests.ui.pictures import QUIET, RECORDING
from tui_voice.cli.control.meeting import listening
from tui_voice.session import events as ev
from tui_voice.session.events import PersonEvent


async def called(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    process = await ctl(*arguments)
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def ctl(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", "ctl", *arguments, stdout=PIPE, stderr=PIPE
    )


@pytest.mark.parametrize(
    ("words", "event"),
    [
        (["toggle"], ev.RecordToggled(0)),
        (["start"], ev.RecordWished(True, 0)),
        (["stop"], ev.RecordWished(False, 0)),
        (["cancel"], ev.CancelPressed(0)),
        (["mute"], ev.MuteWished(True, 0)),
        (["unmute"], ev.MuteWished(False, 0)),
        (["say", "What", "time is it?"], ev.MessageTyped("What time is it?", 0)),
    ],
)
async def test_every_order_becomes_its_event_without_a_word(
    words: list[str], event: PersonEvent, place: Path
):
    async with running(QUIET) as conversation:
        assert await called(*words) == (0, "", "")
        (heard,) = conversation.heard
    assert at_no_time(heard) == at_no_time(event)


def at_no_time(event: PersonEvent) -> str:
    return repr(event).partition("at=")[0]


@pytest.mark.parametrize("words", [["toggle"], ["status", "--follow"], ["say", "x"]])
async def test_without_an_app_it_says_so_in_one_line(words: list[str], place: Path):
    assert await called(*words) == (1, "", "tui-voice: No running tui-voice was found.\n")


async def test_the_status_is_a_line_or_an_object(place: Path):
    async with running(RECORDING):
        code, line, _ = await called("status")
        assert (code, line.count("\n")) == (0, 1)
        assert line.startswith("recording · connected")
        _, object_, _ = await called("status", "--json")
        assert json.loads(object_)["state"] == "recording"


async def test_a_follower_is_told_every_change_and_the_end(place: Path):
    async with running(QUIET) as conversation:
        following = await ctl("status", "--json", "--follow")
        assert following.stdout is not None
        async with asyncio.timeout(20):
            assert json.loads(await following.stdout.readline())["state"] == "idle"
            conversation.show(RECORDING)
            assert json.loads(await following.stdout.readline())["state"] == "recording"
    rest, _ = await following.communicate()
    assert json.loads(rest)["state"] == "closed"
    assert following.returncode == 0


async def test_a_follower_that_nobody_reads_ends_at_once_and_quietly(place: Path, tmp_path: Path):
    here = {"XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"]}
    async with running(QUIET):
        with commands.running(tmp_path, ["ctl", "status", "--follow"], env=here) as following:
            assert await asyncio.to_thread(following.read_line)
            following.stop_reading()  # as `head -1` does; and there is no news
            ended = await asyncio.to_thread(following.end)
    assert (ended.code, ended.err) == (0, "")


async def test_an_app_is_chosen_by_its_process_number(place: Path):
    async with running(QUIET):
        code, _, errors = await called("toggle", "--pid", "1")
        assert (code, errors) == (1, "tui-voice: No running tui-voice was found as process 1.\n")


@asynccontextmanager
async def an_app_that_says(answer: bytes, place: Path) -> AsyncGenerator[None]:
    """It says so to the first who comes, and hangs up."""
    server, _ = listening(place, 7)

    def say() -> None:
        server.settimeout(20)
        connection, _ = server.accept()
        connection.recv(100)
        connection.sendall(answer)
        connection.close()

    saying = asyncio.create_task(asyncio.to_thread(say))
    yield
    await saying
    server.close()


@pytest.mark.parametrize("words", [["toggle"], ["status"], ["status", "--follow"]])
async def test_a_refusal_of_the_app_is_told_in_one_line(words: list[str], place: Path):
    async with an_app_that_says(b'{"error": "32 programs are connected already."}\n', place):
        told = await called(*words)
    assert told == (1, "", "tui-voice: 32 programs are connected already.\n")


@pytest.mark.parametrize("words", [["toggle"], ["status"]])
async def test_an_app_that_ends_in_the_middle_of_its_answer_has_not_answered(
    words: list[str], place: Path
):
    async with an_app_that_says(b'{"state": "id', place):
        told = await called(*words)
    assert told == (1, "", "tui-voice: The running app ended before it answered.\n")


async def test_a_follower_of_an_app_that_ends_in_the_middle_of_a_line_is_told_that_it_ended(
    place: Path,
):
    async with an_app_that_says(b'{"state": "id', place):
        told = await called("status", "--follow")
    assert told == (0, "not running\n", "")

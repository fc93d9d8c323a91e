"""However the app ends: the terminal is as before, the session closed, nobody left behind."""

import asyncio
import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, app_in_terminal, children
from tests.fakes.bell import Bell
from tests.fakes.living_server import LivingServer
from tests.realtime.talking import until

pytestmark = pytest.mark.rig

SILENT = ("--input", "none", "--output", "none")


async def ask(app: Terminal, question: str) -> None:
    await app.until("● connected")
    await app.press("i")
    await app.until("esc leave")
    await app.type(question)
    await app.press("Enter")


async def assert_the_terminal_is_as_before(app: Terminal) -> None:
    assert await app.fact("alternate_on") == "0"
    assert await app.fact("cursor_flag") == "1"
    assert await app.fact("mouse_any_flag") == "0"


@pytest.mark.parametrize(("signal", "code"), [("INT", 130), ("TERM", 143), ("HUP", 129)])
async def test_a_signal_restores_the_terminal_and_closes_the_session(
    signal: str, code: int, tmp_path: Path
):
    bell = Bell()
    async with (
        LivingServer(bell) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT) as app,
    ):
        await ask(app, "one")
        await app.until("Answer")
        await app.kill(signal)
        screen = await app.until(f"exit code {code}")
        assert "Traceback" not in screen
        await assert_the_terminal_is_as_before(app)
        await bell.until(lambda: server.session.clean)


async def test_control_c_leaves_as_the_quit_key_does(tmp_path: Path):
    bell = Bell()
    async with (
        LivingServer(bell) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT) as app,
    ):
        await app.until("● connected")
        await app.press("C-c")
        await app.until("exit code 0")
        await assert_the_terminal_is_as_before(app)
        await bell.until(lambda: server.session.clean)


async def test_a_window_that_is_closed_closes_the_session(tmp_path: Path):
    bell = Bell()
    async with (
        LivingServer(bell) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT) as app,
    ):
        await app.until("● connected")
        await app.hang_up()
        await bell.until(lambda: server.session.clean)


async def test_a_window_closed_in_the_middle_of_an_answer_ends_the_app(tmp_path: Path):
    async with app_in_terminal(tmp_path, "--offline", *SILENT) as app:
        await ask(app, "count to one hundred")
        await app.until("speaking")
        pid = await app.pid()
        await app.hang_up()
        await until(partial(gone, pid))


async def test_what_was_being_said_when_the_connection_to_the_terminal_broke_is_kept(
    tmp_path: Path,
):
    bell = Bell()
    async with (
        LivingServer(bell) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT) as app,
    ):
        await app.until("● connected")
        await app.press("Space")
        await bell.until(lambda: "input_audio_buffer.append" in server.session.kinds)
        pid = await app.pid()
        await app.hang_up()
        await until(partial(gone, pid))
        assert "response.create" not in server.session.kinds
    with closing(sqlite3.connect(tmp_path / "data" / "tui-voice" / "history.db")) as history:
        ((role, text),) = history.execute("SELECT role, text FROM turns").fetchall()
    assert role == "user"
    assert text, "the words of the turn came after the window was gone"


async def gone(pid: int) -> bool:
    """Whether the process has ended.

    An orphan that has ended can still be found until process 1 fetches its exit code, which takes
    seconds on a busy machine, and for ever in a container whose process 1 does not.
    """
    asking = await asyncio.create_subprocess_exec(
        "ps", "-o", "stat=", "-p", str(pid), stdout=asyncio.subprocess.PIPE
    )
    state, _ = await asking.communicate()
    return state.strip()[:1] in (b"", b"Z")


async def test_a_signal_ends_the_offline_server_too(tmp_path: Path):
    async with app_in_terminal(tmp_path, "--offline", *SILENT) as app:
        await app.until("● connected")
        (server,) = await children(await app.pid())
        await app.kill("TERM")
        await app.until("exit code 143")
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)


async def test_the_offline_server_dies_with_an_app_that_was_killed(tmp_path: Path):
    async with app_in_terminal(tmp_path, "--offline", *SILENT) as app:
        await app.until("● connected")
        (server,) = await children(await app.pid())
        await app.kill()
        await app.until("exit code 137")
        await until(partial(gone, server))


async def test_a_program_that_slept_carries_the_conversation_into_a_new_session(tmp_path: Path):
    bell = Bell()
    async with (
        LivingServer(bell) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT) as app,
    ):
        await ask(app, "one")
        await app.until(lambda screen: "Answer" in screen and "○ idle" in screen)
        await app.kill("STOP")
        server.session.reset()
        await app.kill("CONT")
        await app.until("Context carried: 2 turns.")
        assert next(iter(server.session.items.values())) == ("user", "one")


def without_spaces(text: str) -> str:
    """The terminal breaks a long line anywhere."""
    return "".join(text.split())


@pytest.mark.parametrize("where", ["engine", "screen"])
async def test_a_failure_of_our_own_is_one_line_and_the_log_has_the_rest(
    where: str, tmp_path: Path
):
    program = str(Path(__file__).parent / "failing_app.py")
    async with app_in_terminal(tmp_path, where, program=(program,)) as app:
        screen = await app.until("exit code 1")
        log_file = tmp_path / "state" / "tui-voice" / "tui-voice.log"
        words = f"Error: The app has failed, by a mistake of its own: {log_file} has more."
        assert without_spaces(screen) == without_spaces(words + "exit code 1"), "the path is long"
        await assert_the_terminal_is_as_before(app)
    log = log_file.read_text()
    assert f"RuntimeError: the {where} has failed" in log
    assert "Traceback" in log
    assert "secret = 'hush'" not in log

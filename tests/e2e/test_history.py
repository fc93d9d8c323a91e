"""The memory of the real app: what was said is on disk, and the conversation can go on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import Terminal, app_in_terminal

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

SILENT = ("--input", "none", "--output", "none")


async def begin(app: Terminal, *shown: str) -> None:
    """Wait for the connection and for what the screen must show, and go into the message box."""
    await app.until(lambda screen: all(text in screen for text in ("● connected", *shown)))
    await app.press("i")
    await app.until("esc leave")


async def say(app: Terminal, text: str, answer: str) -> None:
    """Type a turn and wait for the end of its answer."""
    await app.type(text)
    await app.press("Enter")
    await app.until(lambda screen: answer in screen and "○ idle" in screen)


async def leave(app: Terminal) -> None:
    await app.press("C-q")
    await app.until("exit code 0")


def history_of(folder: Path) -> Path:
    return folder / "data" / "tui-voice" / "history.db"


def kept(folder: Path) -> list[tuple[str, str]]:
    """Who said what, in order, as another program reads it."""
    with closing(sqlite3.connect(history_of(folder))) as connection:
        return connection.execute("SELECT role, text FROM turns ORDER BY sitting, at_s").fetchall()


async def test_a_conversation_goes_on_with_what_was_said_before(tmp_path: Path):
    async with relay() as server:
        arguments = ("--base-url", server.url, *SILENT)
        async with app_in_terminal(tmp_path, *arguments) as app:
            await begin(app)
            await say(app, "what is six times seven", "That is 42")
            await leave(app)
        assert [role for role, _ in kept(tmp_path)] == ["user", "assistant"]
        async with app_in_terminal(tmp_path, *arguments, "--continue") as app:
            await begin(app, "six times seven", "That is 42")
            await say(app, "what is two plus three", "That is 5")
            await leave(app)
    assert [role for role, _ in kept(tmp_path)] == ["user", "assistant"] * 2
    replayed = [event["item"]["role"] for event in server.sent("conversation.item.create")]
    assert replayed == ["user", "user", "assistant", "user"]
    with closing(sqlite3.connect(history_of(tmp_path))) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (1,)


async def test_a_kill_after_an_answer_loses_nothing_of_it(tmp_path: Path):
    async with relay() as server:
        arguments = ("--base-url", server.url, *SILENT)
        async with app_in_terminal(tmp_path, *arguments) as app:
            await begin(app)
            await say(app, "what is six times seven", "That is 42")
            await app.kill()
            await app.until("exit code 137")
        (question, answer) = kept(tmp_path)
        assert question == ("user", "what is six times seven")
        assert "42" in answer[1]
        async with app_in_terminal(tmp_path, *arguments, "--continue") as app:
            await app.until(lambda screen: "six times seven" in screen and "42" in screen)


async def test_a_kill_in_the_middle_of_an_answer_loses_at_most_its_unfinished_part(tmp_path: Path):
    async with relay() as server:
        arguments = ("--base-url", server.url, *SILENT)
        async with app_in_terminal(tmp_path, *arguments) as app:
            await begin(app)
            await say(app, "what is six times seven", "That is 42")
            await app.type("count to one hundred")
            await app.press("Enter")
            await app.until(lambda screen: "One, two, three" in screen and "speaking" in screen)
            await app.kill()
            await app.until("exit code 137")
        assert [text for _, text in kept(tmp_path)][:3] == [
            "what is six times seven",
            "That is 42.",
            "count to one hundred",
        ]
        async with app_in_terminal(tmp_path, *arguments, "--continue") as app:
            await begin(app, "That is 42", "count to one hundred")


async def test_without_a_history_nothing_is_left_on_disk(tmp_path: Path):
    async with relay() as server:
        arguments = ("--base-url", server.url, "--no-history", *SILENT)
        async with app_in_terminal(tmp_path, *arguments) as app:
            await begin(app)
            await say(app, "what is six times seven", "That is 42")
            await leave(app)
    assert not history_of(tmp_path).parent.exists()


async def test_a_history_that_cannot_be_written_is_said_once_and_the_conversation_goes_on(
    tmp_path: Path,
):
    history_of(tmp_path).mkdir(parents=True)
    async with (
        relay() as server,
        app_in_terminal(tmp_path, "--base-url", server.url, *SILENT) as app,
    ):
        await begin(app)
        await say(app, "what is six times seven", "That is 42")
        await say(app, "what is two plus three", "That is 5")
        screen = await app.screen()
        await leave(app)
    assert screen.count("nothing of it is kept") == 1

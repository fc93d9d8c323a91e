"""What goes wrong with the file is said once, in one line, and the conversation goes on."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.keeping import keep, now, said, sitting, texts
from tui_voice.history import database
from tui_voice.history.reading import HistoryError, conversations
from tui_voice.session.events import HistoryFailed

AFTER = "; the next turn then brings all that waits."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


def full_disk(path: Path, room_pages: int = 1) -> sqlite3.Connection:
    """A disk that is full as soon as more pages are wanted."""
    connection = database.connect(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + room_pages}")
    return connection


def full_once() -> Callable[[Path], sqlite3.Connection]:
    """A disk that is full when it is first written to, and has room the next time."""
    disks = iter((full_disk, database.connect))
    return lambda path: next(disks)(path)


def no_such_file(path: Path) -> sqlite3.Connection:
    raise FileNotFoundError(2, "No such file", str(path))


async def test_a_full_disk_is_said_once_and_what_was_kept_before_stays(path: Path):
    await keep(path, said("u1", "small"), conversation_id="it")
    async with sitting(path, "it", connect=full_disk) as (store, inbox):
        store.keep(said("u2", "large" * 10_000))
        failure = await inbox.next(HistoryFailed)
        store.keep(said("u3", "small"))
    assert failure.message == (
        "The conversation goes on, but nothing of it is kept: "
        f"the disk is full. Make room on it{AFTER}"
    )
    assert failure.at == now()
    assert inbox.empty
    assert texts(path, "it") == ["small"]


async def test_what_a_full_disk_did_not_take_is_written_with_the_next_turn_once_there_is_room(
    path: Path,
):
    async with sitting(path, "it", connect=full_once()) as (store, inbox):
        store.keep(said("u1", "large" * 10_000))
        await inbox.next(HistoryFailed)
        store.keep(said("u2", "small"))
    assert inbox.empty
    assert texts(path, "it") == ["large" * 10_000, "small"]


async def test_what_a_full_disk_did_not_take_is_tried_once_more_at_the_end(path: Path):
    async with sitting(path, "it", connect=full_once()) as (store, inbox):
        store.keep(said("u1", "large" * 10_000))
        await inbox.next(HistoryFailed)
    assert texts(path, "it") == ["large" * 10_000]


async def test_a_second_spell_of_trouble_is_said_again(path: Path):
    loop, committed = asyncio.get_running_loop(), asyncio.Event()
    room_pages = iter((1, 50, 1))

    def connect(path: Path) -> sqlite3.Connection:
        connection = full_disk(path, next(room_pages))
        connection.set_trace_callback(
            lambda sql: sql == "COMMIT" and loop.call_soon_threadsafe(committed.set)
        )
        return connection

    async with sitting(path, "it", connect=connect) as (store, inbox):
        store.keep(said("u1", "large" * 10_000))
        await inbox.next(HistoryFailed)
        store.keep(said("u2", "small"))
        await asyncio.wait_for(committed.wait(), 10)
        store.keep(said("u3", "larger" * 100_000))
        await inbox.next(HistoryFailed)
    assert texts(path, "it") == ["large" * 10_000, "small"]


def failure_of(path: Path) -> str:
    """Keep three turns where that must fail; answers with the one message."""

    async def talk() -> str:
        async with sitting(path) as (store, inbox):
            store.keep(said("u1"))
            failure = await inbox.next(HistoryFailed)
            store.keep(said("u2"))
            store.keep(said("u3"))
        assert inbox.empty
        return failure.message

    message = asyncio.run(talk())
    assert "\n" not in message
    return message


def test_a_file_that_is_no_database_is_left_alone_and_said(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"These are my notes, not yours.\n" * 100)
    before = path.read_bytes()
    assert f"{path} is damaged. Move it away{AFTER}" in failure_of(path)
    assert path.read_bytes() == before
    with pytest.raises(HistoryError, match=r"cannot be read: .* is damaged. Move it away\."):
        conversations(path)


def test_a_torn_database_is_said(path: Path):
    asyncio.run(keep(path, *(said(f"u{number}", "long " * 200) for number in range(50))))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert f"{path} is damaged" in failure_of(path)


def test_a_file_that_a_newer_program_wrote_is_left_alone_and_said(path: Path):
    asyncio.run(keep(path, said("u1")))
    with closing(database.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert f"{path} is of a newer tui-voice" in failure_of(path)


def test_a_folder_that_cannot_be_made_is_said(path: Path):
    path.parent.write_text("a file where the folder should be")
    assert str(path) in failure_of(path)


def test_a_folder_where_the_file_should_be_is_said(path: Path):
    path.mkdir(parents=True)
    assert f"{path} cannot be written" in failure_of(path)


async def test_a_file_that_another_program_keeps_locked_is_said(path: Path):
    def impatient(path: Path) -> sqlite3.Connection:
        connection = database.connect(path)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    with closing(database.connect(path)) as greedy:
        greedy.execute("BEGIN IMMEDIATE")
        async with sitting(path, connect=impatient) as (store, inbox):
            store.keep(said("u1"))
            failure = await inbox.next(HistoryFailed)
    assert "another program keeps" in failure.message


async def test_a_failure_after_the_end_is_not_posted(path: Path):
    async with sitting(path, connect=no_such_file) as (store, inbox):
        store.keep(said("u1"))
    assert inbox.empty


def test_a_file_of_an_earlier_version_is_brought_up_to_date(path: Path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    with closing(database.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert version == len(database.MIGRATIONS)
    assert conversations(path) == ()

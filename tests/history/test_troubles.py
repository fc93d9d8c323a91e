"""What goes wrong with the file is said once, in one line, and the conversation goes on."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.keeping import keep, now, said, sitting, texts
from tui_voice.history import database
from tui_voice.history.reading import HistoryError, conversations
from tui_voice.session.events import HistoryFailed

AFTER = ", then start tui-voice again."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


def full_disk(path: Path) -> sqlite3.Connection:
    """A disk that is full as soon as one more page is wanted."""
    connection = database.connect(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    return connection


def no_such_file(path: Path) -> sqlite3.Connection:
    raise FileNotFoundError(2, "No such file", str(path))


async def test_a_full_disk_is_said_once_and_what_was_kept_before_stays(path: Path):
    await keep(path, said("u1", "small"), conversation_id="it")
    async with sitting(path, "it", connect=full_disk) as (store, inbox):
        store.keep(said("u2", "large" * 10_000))
        failure = await inbox.next(HistoryFailed)
        store.keep(said("u3", "small"))
    assert failure.message == (
        "The conversation goes on, but nothing more of it is kept: "
        f"the disk is full. Make room on it{AFTER}"
    )
    assert failure.at == now()
    assert inbox.empty
    assert texts(path, "it") == ["small"]


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

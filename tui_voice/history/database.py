"""The file of conversations: made for its owner only, brought to its present shape, opened."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui_voice.config.paths import private_folder

BUSY_S = 5.0
"""How long to wait for another program that writes; one turn takes milliseconds."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            started_s REAL NOT NULL
        ) WITHOUT ROWID
        """,
        # `turn` tells in which order turns were first kept, whatever the computer's clock says;
        # `sitting` counts the runs of the program that have added to a conversation.
        """
        CREATE TABLE turns (
            turn INTEGER PRIMARY KEY,
            conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
            sitting INTEGER NOT NULL,
            id TEXT NOT NULL,
            role TEXT NOT NULL,
            text TEXT NOT NULL,
            status TEXT NOT NULL,
            spoken INTEGER NOT NULL,
            at_s REAL NOT NULL,
            response_id TEXT NOT NULL,
            received_samples INTEGER NOT NULL,
            heard_samples INTEGER NOT NULL,
            latency_s REAL,
            model TEXT NOT NULL,
            text_in INTEGER NOT NULL,
            audio_in INTEGER NOT NULL,
            image_in INTEGER NOT NULL,
            text_cached INTEGER NOT NULL,
            audio_cached INTEGER NOT NULL,
            image_cached INTEGER NOT NULL,
            text_out INTEGER NOT NULL,
            audio_out INTEGER NOT NULL,
            transcription_s REAL NOT NULL,
            cost_usd REAL,
            UNIQUE (conversation, id)
        )
        """,
        "CREATE INDEX turns_in_order ON turns (conversation, sitting, at_s, turn)",
    ),
    ("ALTER TABLE turns ADD COLUMN began_s REAL",),
    (
        "ALTER TABLE turns ADD COLUMN tool TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE turns ADD COLUMN call_id TEXT NOT NULL DEFAULT ''",
    ),
)
"""What leads from each version of the file (``PRAGMA user_version``) to the next. Only ever add."""


class NewerFileError(Exception):
    """The file was written by a later version of this program."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, made and brought up to date where that is needed.

    Raises ``OSError``, ``sqlite3.Error`` and ``NewerFileError``.
    """
    private_folder(path.parent)
    # Made before SQLite opens it, which gives its -wal and -shm the mode of the file. An existing
    # file must not be opened here: closing it would take away this process's locks on it.
    path.touch(mode=0o600)
    return _prepared(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None))


def empty() -> sqlite3.Connection:
    """A database in memory, without a conversation: what there is before the first turn."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """Everything or nothing, and on disk when it is left; nobody else writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # Some failures, such as a full disk, have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        with suppress(sqlite3.OperationalError):
            # Refused at once where another program opens the new file in this very moment. That
            # one switches it then, or the next to open it; turns are as safe without.
            connection.execute("PRAGMA journal_mode = WAL")
        # A kill loses nothing in either mode; FULL also outlives a power cut. It costs one fsync
        # a turn, on a thread that nobody waits for.
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    if _version(connection) == len(MIGRATIONS):
        return
    with transaction(connection):
        # Read again: another program may have done it while we waited.
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise NewerFileError
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]

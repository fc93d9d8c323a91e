"""Writes the turns of one conversation; everything in it happens on one thread."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tui_voice.conversation.kept import KeptTurn
from tui_voice.history.database import transaction
from tui_voice.history.rows import KEEP, row_of

Connect = Callable[[Path], sqlite3.Connection]


def new_id(started_s: float) -> str:
    """An id for a conversation: sortable, readable, unique (``20261123-151500-3fa2c1``, UTC)."""
    return f"{datetime.fromtimestamp(started_s, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


class Writer:
    """One sitting of one conversation. Raises what ``connect`` and SQLite raise."""

    def __init__(self, path: Path, conversation_id: str | None, connect: Connect) -> None:
        self._connection = connect(path)
        self._conversation_id = conversation_id
        self._sitting: int | None = None

    def write(self, turns: Mapping[str, KeptTurn | None]) -> None:
        """Write these turns, by item, in this order; they are on disk when this returns.

        None takes a turn out.
        """
        with transaction(self._connection):
            for item_id, turn in turns.items():
                if turn is None:
                    self._forget(item_id)
                else:
                    self._keep(turn)

    def named(self) -> str:
        """The id of the conversation; one that has no turn yet begins now."""
        if self._conversation_id is None:
            self._conversation_id = new_id(time.time())
        return self._conversation_id

    def close(self) -> None:
        """Leave one tidy file behind if nobody else has it open."""
        self._connection.close()

    def _keep(self, turn: KeptTurn) -> None:
        started_s = turn.item.at_s
        if self._conversation_id is None:
            self._conversation_id = new_id(started_s)
        # Every time: the conversation may have been deleted by another program meanwhile.
        self._connection.execute(
            "INSERT OR IGNORE INTO conversations (id, started_s) VALUES (?, ?)",
            (self._conversation_id, started_s),
        )
        if self._sitting is None:
            self._sitting = self._next_sitting(self._conversation_id)
        keys = {"conversation": self._conversation_id, "sitting": self._sitting}
        self._connection.execute(KEEP, keys | row_of(turn))

    def _forget(self, item_id: str) -> None:
        self._connection.execute(
            "DELETE FROM turns WHERE conversation = ? AND id = ?",
            (self._conversation_id, item_id),
        )

    def _next_sitting(self, conversation_id: str) -> int:
        found = self._connection.execute(
            "SELECT 1 + coalesce(max(sitting), 0) FROM turns WHERE conversation = ?",
            (conversation_id,),
        )
        return found.fetchone()[0]

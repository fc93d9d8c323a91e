"""Reads what is kept: lists conversations, loads one to go on with it, searches in all."""

import re
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.log import Conversation
from tui_voice.history.database import connect, empty
from tui_voice.history.rows import turn_of
from tui_voice.history.troubles import TROUBLES, words_for

_ACCENTS = re.compile("[\u0300-\u036f]+")
"""The accents of Latin, Greek and Cyrillic letters, when letters and accents are taken apart."""


class HistoryError(Exception):
    """The history cannot be read; the message says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list. ``words`` are those it began with; times since the epoch.

    ``turns`` counts what people and the assistant said, not what tools did.
    """

    id: str
    started_s: float
    last_s: float
    turns: int
    words: str


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation as it was kept, its turns in order."""

    id: str
    turns: tuple[KeptTurn, ...]

    @property
    def conversation(self) -> Conversation:
        """Its items, to go on with."""
        return Conversation(tuple(turn.item for turn in self.turns))


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that was searched for, and the conversation it stands in."""

    conversation_id: str
    turn: KeptTurn


def conversations(path: Path) -> tuple[Summary, ...]:
    """All conversations, the one that was last added to first. Raises ``HistoryError``."""
    with _reading(path) as connection:
        rows = connection.execute("""
            SELECT conversation, started_s, max(at_s) AS last_s, sum(call_id = '') AS turns,
                (SELECT text FROM turns
                 WHERE conversation = conversations.id AND text <> '' AND call_id = ''
                 ORDER BY sitting, at_s, turn LIMIT 1) AS words
            FROM turns JOIN conversations ON conversations.id = conversation
            GROUP BY conversation ORDER BY max(turn) DESC
            """)
        return tuple(
            Summary(
                row["conversation"],
                row["started_s"],
                row["last_s"],
                row["turns"],
                row["words"] or "",
            )
            for row in rows
        )


def latest(path: Path) -> str | None:
    """The id of the conversation that was last added to, if any. Raises ``HistoryError``."""
    with _reading(path) as connection:
        row = connection.execute(
            "SELECT conversation FROM turns ORDER BY turn DESC LIMIT 1"
        ).fetchone()
        return row["conversation"] if row else None


def load(path: Path, conversation_id: str) -> KeptConversation | None:
    """A conversation, if there is one of that id. Raises ``HistoryError``."""
    with _reading(path) as connection:
        # In the order in which turns took their place: words can be known long after that. A
        # clock that was set back between two sittings does not mix them.
        rows = connection.execute(
            "SELECT * FROM turns WHERE conversation = ? ORDER BY sitting, at_s, turn",
            (conversation_id,),
        )
        turns = tuple(map(turn_of, rows))
    return KeptConversation(conversation_id, turns) if turns else None


def search(path: Path, words: str, most: int = 100) -> tuple[Found, ...]:
    """The newest ``most`` turns that hold all these words or parts of words, the newest first.

    Case and accents make no difference. Every text is looked at, which takes less than a second
    for 100,000 turns; unlike an index of words it also finds something in languages that write
    theirs without spaces. Raises ``HistoryError``.
    """
    wanted = _folded(words).split()

    def holds(text: str) -> bool:
        folded = _folded(text)
        return all(word in folded for word in wanted)

    with _reading(path) as connection:
        connection.create_function("holds", 1, holds, deterministic=True)
        rows = connection.execute(
            "SELECT * FROM turns WHERE holds(text) ORDER BY turn DESC LIMIT ?", (most,)
        )
        return tuple(Found(row["conversation"], turn_of(row)) for row in rows)


@contextmanager
def _reading(path: Path) -> Generator[sqlite3.Connection]:
    try:
        with closing(connect(path) if path.exists() else empty()) as connection:
            yield connection
    except TROUBLES as problem:
        words = words_for(problem, path)
        raise HistoryError(f"The history cannot be read: {words}.") from problem


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", normalize("NFKD", text.casefold()))

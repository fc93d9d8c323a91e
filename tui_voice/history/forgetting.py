"""Deletes a conversation for good, its sound with it."""

from contextlib import closing
from pathlib import Path

from tui_voice.history.database import connect
from tui_voice.history.reading import HistoryError
from tui_voice.history.sounds import forget_sound
from tui_voice.history.troubles import TROUBLES, words_for


def forget(path: Path, conversation_id: str) -> None:
    """Delete a conversation; its words are overwritten in the file. Raises ``HistoryError``."""
    if not path.exists():
        return
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation_id,))
            asked = "DELETE FROM conversations WHERE id = ?"
            was_there = connection.execute(asked, (conversation_id,)).rowcount
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            known = [row["id"] for row in connection.execute("SELECT id FROM conversations")]
        if was_there:  # any other id could name any folder
            forget_sound(path, conversation_id, known)
    except TROUBLES as problem:
        words = words_for(problem, path)
        raise HistoryError(f"The conversation is not deleted: {words}.") from problem

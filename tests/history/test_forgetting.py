from pathlib import Path

import pytest

from tests.history.keeping import keep, said
from tui_voice.history.forgetting import forget
from tui_voice.history.reading import HistoryError, conversations, load


def words_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_conversation_that_is_forgotten_leaves_no_word_in_the_file(tmp_path: Path):
    path = tmp_path / "history.db"
    await keep(path, said("u1", "a very private matter"), conversation_id="first")
    await keep(path, said("u1", "two"), conversation_id="second")
    assert b"private" in words_in(tmp_path)
    forget(path, "first")
    assert [each.id for each in conversations(path)] == ["second"]
    assert load(path, "first") is None
    assert b"private" not in words_in(tmp_path)


def test_where_nothing_was_kept_nothing_is_made(tmp_path: Path):
    forget(tmp_path / "history.db", "any")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told_in_a_line(tmp_path: Path):
    path = tmp_path / "history.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(HistoryError, match="not deleted"):
        forget(path, "any")

"""The history as the screen needs it, on a real file."""

from pathlib import Path

import pytest

from tests.history.keeping import MORNING, keep, said
from tui_voice.cli.archive import HistoryArchive


async def test_conversations_are_found_read_and_forgotten(tmp_path: Path):
    path = tmp_path / "history.db"
    await keep(path, said("u1", "red"), said("u2", "an apple"), conversation_id="first")
    await keep(path, said("u1", "two", at_s=MORNING + 9), conversation_id="second")
    archive = HistoryArchive(path)
    assert [each.id for each in await archive.find("")] == ["second", "first"]
    assert [(each.id, each.words) for each in await archive.find("apple")] == [
        ("first", "an apple")
    ]
    assert [item.text for item in await archive.load("first")] == ["red", "an apple"]
    await archive.forget("first")
    assert await archive.load("first") == ()


async def test_trouble_is_told_in_words(tmp_path: Path):
    path = tmp_path / "history.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(OSError, match="The history cannot be read"):
        await HistoryArchive(path).find("")

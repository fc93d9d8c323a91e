"""Kill -9 at any moment loses nothing that was kept."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.keeping import texts
from tests.history.talkative import CONVERSATION


async def killed_after(path: Path, lines: int) -> int:
    """Let a child keep turns, and kill it; answers with how many it said were kept."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.history.talkative", str(path),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    for _ in range(lines):
        assert await process.stdout.readline()
    process.kill()
    rest = await process.stdout.read()
    await process.wait()
    return lines + rest.count(b"\n")


@pytest.mark.parametrize("lines", [1, 7, 30])
async def test_every_turn_that_was_kept_survives_a_kill_and_the_database_is_whole(
    tmp_path: Path, lines: int
):
    path = tmp_path / "history.db"
    said = await killed_after(path, lines)
    kept = texts(path, CONVERSATION)
    assert len(kept) in (said, said + 1), "the one in the making may be there or not"
    assert kept == [f"turn {number} " * 100 for number in range(len(kept))]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

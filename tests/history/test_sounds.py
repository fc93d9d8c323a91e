"""Kept sound: in files of its owner, as much as was heard, gone with the conversation."""

import os
import stat
from pathlib import Path

import pytest

from tests.history.keeping import keep, said, sitting
from tui_voice.history.forgetting import forget
from tui_voice.history.reading import latest
from tui_voice.history.sounds import FORGOTTEN_S, sound_file
from tui_voice.history.store import SOUND_BYTES
from tui_voice.session.events import HistoryFailed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


def kept(path: Path, conversation_id: str, item_id: str) -> bytes | None:
    file = sound_file(path, conversation_id, item_id)
    return file.read_bytes() if file.exists() else None


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_of_an_answer_only_what_was_heard_stays(path: Path):
    async with sitting(path, "it") as (store, inbox):
        store.keep(said("a1"))
        store.keep_sound("a1", b"\1\0" * 300)
        store.keep_sound("a1", b"\2\0" * 300)
        store.end_sound("a1", 400)
        store.keep_sound("a2", b"\3\0" * 300)
        store.end_sound("a2", 0)
    assert inbox.empty
    assert kept(path, "it", "a1") == b"\1\0" * 300 + b"\2\0" * 100
    assert kept(path, "it", "a2") is None


async def test_only_its_owner_can_read_it(path: Path):
    async with sitting(path) as (store, _):
        store.keep_sound("a1", b"\1\0")
        store.keep(said("a1"))
    file = sound_file(path, latest(path) or "", "a1")
    assert (mode(file), mode(file.parent), mode(file.parent.parent)) == (0o600, 0o700, 0o700)


async def test_a_servers_id_cannot_name_a_place(path: Path):
    async with sitting(path, "it") as (store, inbox):
        store.keep_sound("../../../outside", b"\1\0")
        store.keep_sound("\ud800" * 5000, b"\1\0")
    assert inbox.empty
    assert len(list((path.parent / "sound" / "it").iterdir())) == 2


async def test_an_item_of_an_earlier_sitting_with_the_same_id_is_replaced(path: Path):
    for sound in (b"\1\0" * 9, b"\2\0" * 5):
        async with sitting(path, "it") as (store, _):
            store.keep_sound("a1", sound)
    assert kept(path, "it", "a1") == b"\2\0" * 5


async def test_sound_goes_with_its_conversation_and_no_other(path: Path):
    for conversation_id in ("first", "second"):
        async with sitting(path, conversation_id) as (store, _):
            store.keep(said("a1"))
            store.keep_sound("a1", b"\1\0")
    forget(path, "first")
    assert kept(path, "first", "a1") is None
    assert kept(path, "second", "a1") is not None


async def test_an_id_that_is_no_conversation_deletes_nothing(path: Path):
    async with sitting(path, "it") as (store, _):
        store.keep(said("a1"))
        store.keep_sound("a1", b"\1\0")
    for other in ("..", "", "."):
        forget(path, other)
    assert kept(path, "it", "a1") is not None


async def test_what_a_program_left_that_died_before_its_first_turn_goes_with_the_next(path: Path):
    async with sitting(path, "orphan") as (store, _):
        store.keep_sound("a1", b"\1\0")
    async with sitting(path, "young") as (store, _):
        store.keep_sound("a1", b"\1\0")
    folder = path.parent / "sound" / "orphan"
    long_ago = folder.stat().st_mtime - FORGOTTEN_S - 60
    os.utime(folder, (long_ago, long_ago))
    await keep(path, said("u1"), conversation_id="it")
    forget(path, "it")
    assert not folder.exists()
    assert kept(path, "young", "a1") is not None


async def test_sound_that_cannot_be_written_is_said_once_and_the_turns_are_kept_on(path: Path):
    path.parent.mkdir()
    (path.parent / "sound").write_text("a file where the folder should be")
    async with sitting(path, "it") as (store, inbox):
        store.keep_sound("a1", b"\1\0")
        failure = await inbox.next(HistoryFailed)
        store.keep_sound("a1", b"\1\0")
        store.keep(said("a1"))
    assert "no more of its sound is kept" in failure.message
    assert inbox.empty
    assert latest(path) == "it"


async def test_a_disk_that_takes_nothing_does_not_fill_the_memory(path: Path):
    async with sitting(path, "it") as (store, inbox):
        store.keep_sound("a1", bytes(SOUND_BYTES + 2))
        failure = await inbox.next(HistoryFailed)
    assert "too slow" in failure.message
    assert kept(path, "it", "a1") is None

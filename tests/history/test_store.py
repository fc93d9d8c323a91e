"""What is kept is on disk: in order, once, for its owner only, and what is loaded again."""

import asyncio
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.keeping import MORNING, keep, said, sitting, texts, turns_of
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.usage import Usage
from tui_voice.history.database import connect
from tui_voice.history.reading import conversations, latest
from tui_voice.history.writer import Writer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tui-voice" / "history.db"


def newest(path: Path) -> str:
    conversation_id = latest(path)
    assert conversation_id is not None
    return conversation_id


async def test_turns_are_kept_in_the_order_in_which_they_took_their_place(path: Path):
    answer = said("a1", "It is noon.", Role.ASSISTANT, MORNING + 2)
    words_known_late = said("u1", "what time is it", at_s=MORNING + 1)
    await keep(path, answer, words_known_late, said("u2", "thanks", at_s=MORNING + 3))
    assert texts(path, newest(path)) == ["what time is it", "It is noon.", "thanks"]


async def test_turns_of_the_same_moment_stand_in_the_order_in_which_they_were_kept(path: Path):
    await keep(path, *(said(item_id, item_id) for item_id in "cab"))
    assert texts(path, newest(path)) == ["c", "a", "b"]


async def test_the_same_item_again_replaces_its_turn_and_keeps_its_place(path: Path):
    await keep(path, said("a1", "One."), said("u1", "stop"))
    await keep(path, said("a1", "One. Two."), conversation_id=newest(path))
    assert texts(path, newest(path)) == ["One. Two.", "stop"]


async def test_a_conversation_is_named_after_its_beginning(path: Path):
    await keep(path, said("u1", at_s=MORNING))
    assert newest(path).startswith("20261123-151500-")


async def test_an_app_that_was_only_opened_leaves_nothing(path: Path):
    await keep(path)
    assert not path.parent.parent.exists()


async def test_a_conversation_that_goes_on_stays_one_and_keeps_its_order_when_the_clock_went_back(
    path: Path,
):
    await keep(path, said("u1", "first", at_s=MORNING))
    back = MORNING - timedelta(days=1).total_seconds()
    await keep(path, said("u2", "second", at_s=back), conversation_id=newest(path))
    assert len(conversations(path)) == 1
    assert texts(path, newest(path)) == ["first", "second"]


async def test_a_conversation_that_was_deleted_meanwhile_is_begun_again(path: Path):
    async with sitting(path, "it") as (store, inbox):
        await keep(path, said("u1", "before"), conversation_id="it")
        with closing(connect(path)) as another_program:
            another_program.execute("DELETE FROM conversations")
        assert texts(path, "it") == []
        store.keep(said("u2", "after"))
    assert inbox.empty
    assert texts(path, "it") == ["after"]


def test_many_apps_make_the_file_in_the_same_moment(path: Path):
    together = Barrier(8)

    def begin(name: int) -> None:
        together.wait(timeout=10)
        with closing(Writer(path, f"{name}", connect)) as writer:
            writer.write({"u1": said("u1")})

    with ThreadPoolExecutor(8) as apps:
        list(apps.map(begin, range(8)))  # raises what any of them raised
    assert len(conversations(path)) == 8


def test_the_file_opens_beside_a_program_that_has_just_made_it_and_is_writing(path: Path):
    with closing(connect(path)) as other_program:
        other_program.execute("PRAGMA journal_mode = DELETE")  # not switched to WAL yet
        other_program.execute("BEGIN IMMEDIATE")
        with closing(connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM turns").fetchone()[0] == 0


async def test_two_apps_write_to_one_database_at_once(path: Path):
    async def talk(name: str) -> None:
        async with sitting(path) as (store, inbox):
            for number in range(20):
                store.keep(said(f"u{number}", f"{name} {number}", at_s=MORNING + number))
                await asyncio.sleep(0)
        assert inbox.empty, inbox.events

    await asyncio.gather(talk("here"), talk("there"))
    kept = {tuple(texts(path, summary.id)) for summary in conversations(path)}
    assert kept == {tuple(f"{name} {number}" for number in range(20)) for name in ("here", "there")}


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_file_is_for_its_owner_only(path: Path):
    previous = os.umask(0)
    try:
        with closing(connect(path)):
            modes = {file.name: mode_of(file) for file in path.parent.iterdir()}
    finally:
        os.umask(previous)
    names = ("history.db", "history.db-wal", "history.db-shm")
    assert modes == dict.fromkeys(names, 0o600)
    assert mode_of(path.parent) == mode_of(path.parent.parent) == 0o700


async def test_one_tidy_file_is_left_behind(path: Path):
    await keep(path, said("u1"), said("u2"))
    assert [file.name for file in path.parent.iterdir()] == ["history.db"]


async def test_an_answer_under_way_when_the_program_died_is_a_cut_one_heard_as_far_as_kept(
    path: Path,
):
    under_way = said(
        "a1", "One. Two.", Role.ASSISTANT, status=ItemStatus.LIVE, received_samples=48_000
    )
    await keep(path, under_way)
    (turn,) = turns_of(path, newest(path))
    assert turn.item.status is ItemStatus.CUT
    assert turn.item.heard_chars == len("One. Two.")


async def test_a_turn_that_is_said_anew_is_forgotten(path: Path):
    async with sitting(path) as (store, _):
        store.forget("never kept")
        store.keep(said("u1", "", status=ItemStatus.UNHEARD))
        store.forget("u1")
        store.keep(said("u2", "what I said"))
    assert texts(path, newest(path)) == ["what I said"]


async def test_a_turn_that_is_on_disk_already_can_be_forgotten(path: Path):
    async with sitting(path) as (store, _):
        store.keep(said("u1", ""))
        store.keep(said("u2"))
    async with sitting(path, newest(path)) as (store, _):
        store.keep(said("u3"))
        store.forget("u1")
    assert [turn.item.id for turn in turns_of(path, newest(path))] == ["u2", "u3"]


async def test_half_a_surrogate_pair_from_a_server_does_not_end_the_history(path: Path):
    await keep(path, said("u1", "a\ud83db"), said("u2", "next"))
    assert texts(path, newest(path)) == ["a?b", "next"]


async def test_an_absurd_number_from_a_server_does_not_end_the_history(path: Path):
    await keep(path, said("u1", usage=Usage(text_in=10**30)))
    (turn,) = turns_of(path, newest(path))
    assert turn.item.usage.text_in == 2**63 - 1


async def test_while_the_disk_hangs_each_turn_waits_once_in_its_newest_form(path: Path):
    disk, writes = Event(), list[str]()

    def slow(path: Path) -> sqlite3.Connection:
        assert disk.wait(timeout=10)
        connection = connect(path)
        connection.set_trace_callback(writes.append)
        return connection

    async with sitting(path, connect=slow) as (store, inbox):
        for number in range(100):
            store.keep(said("a1", "word " * number))
            store.keep(said("u1", "stop"))
        disk.set()
    assert inbox.empty
    assert texts(path, newest(path)) == ["word " * 99, "stop"]
    assert sum("INTO turns" in statement for statement in writes) == 2


counts = st.integers(0, 2**53)
seconds = st.floats(0, 1e12)
usages = st.builds(Usage, *[counts] * (len(fields(Usage)) - 1), transcription_s=seconds)
items = st.builds(
    Item,
    id=st.sampled_from("abc") | st.text(min_size=1),
    role=st.sampled_from(Role),
    text=st.text(),
    status=st.sampled_from(sorted(set(ItemStatus) - {ItemStatus.LIVE})),
    spoken=st.booleans(),
    at_s=st.floats(0, 4e9),
    response_id=st.text(),
    received_samples=counts,
    heard_samples=counts,
    latency_s=st.none() | seconds,
    usage=usages,
    cost_usd=st.none() | seconds,
    tool=st.text(),
    call_id=st.text(),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(KeptTurn, items, model=st.text()), min_size=1), st.integers(0, 99))
def test_what_is_kept_is_what_is_loaded(turns: list[KeptTurn], cut: int):
    """In one sitting or two, the newest form of each turn, in order."""
    cut %= len(turns)
    first = {turn.item.id for turn in turns[:cut]}

    async def talk(path: Path) -> str:
        await keep(path, *turns[:cut])
        earlier = latest(path)
        await keep(path, *turns[cut:], conversation_id=earlier)
        return newest(path)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        loaded = turns_of(path, asyncio.run(talk(path)))
    by_id = {turn.item.id: turn for turn in turns}
    expected = sorted(by_id.values(), key=lambda turn: (turn.item.id not in first, turn.item.at_s))
    assert list(loaded) == expected

"""The app's end: orders become events, followers see every change, and nobody can do harm."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from tests.cli.control.visiting import running, visit
from tests.ui.pictures import QUIET, RECORDING
from tui_voice.cli.control.desk import MOST_VISITORS, Desk
from tui_voice.cli.control.orders import LONGEST
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import View
from tui_voice.session.events import RecordWished

STATUS = {"do": "status"}
FOLLOW = {"do": "follow"}


def saying(text: str) -> View:
    return QUIET._replace(entries=(Item("a", Role.ASSISTANT, text, ItemStatus.DONE),))


async def test_an_order_is_answered_and_the_visit_ends(place: Path):
    async with running(QUIET) as conversation, visit(place) as client:
        client.send({"do": "mute"})
        assert json.loads(await client.end()) == {"ok": True}
        assert len(conversation.heard) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"[]\n", b'"start"\n', b"{}\n", b"\xff\xfe\n", b"7\n", b"[" * 50_000 + b"\n",
        b'{"do": "explode"}\n', b'{"do": ["start"]}\n', b'{"do": "say", "text": 7}\n',
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)  # fmt: skip
async def test_rubbish_is_refused_in_a_sentence_and_does_nothing(line: bytes, place: Path):
    async with running(QUIET) as conversation:
        async with visit(place) as client:
            client.send(line)
            assert json.loads(await client.end())["error"].endswith(".")
        assert conversation.heard == []


@pytest.mark.skipif(
    not hasattr(socket, "SO_PEERCRED") or os.geteuid() != 0, reason="only root can be two users"
)
async def test_a_stranger_is_sent_away_unheard_even_where_the_modes_let_them_in(place: Path):
    async with running(QUIET) as conversation:
        (name,) = os.listdir(place)
        for each, open_to_all in ((place.parent, 0o755), (place, 0o755), (place / name, 0o666)):
            os.chmod(each, open_to_all)
        assert await asyncio.to_thread(told_to_a_stranger, str(place / name)) == b""
        assert conversation.heard == []


def told_to_a_stranger(path: str) -> bytes:
    """What another user is answered who wants to mute."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
            connection.connect(path)
            connection.sendall(b'{"do": "mute"}\n')
            os.write(writing, connection.recv(100))
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        return pipe.read()


async def test_a_line_without_end_is_refused_before_it_has_ended(place: Path):
    async with running(QUIET), visit(place) as client:
        client.send(b" " * (LONGEST + 1))
        assert b"at most" in await client.end()


async def test_a_second_request_on_the_same_connection_is_passed_over(place: Path):
    async with running(QUIET) as conversation, visit(place) as client:
        client.send(b'{"do": "follow"}\n{"do": "mute"}\n')
        await client.answer()
        client.send({"do": "mute"})
        conversation.show(RECORDING)
        await client.answer()
        assert conversation.heard == []


async def test_one_who_says_nothing_is_sent_away(place: Path):
    desk = Desk(patience_s=0)
    await desk.open(lambda _: None)
    async with visit(place) as client:
        assert await client.end() == b""
    desk.show(View(leaving=True))


async def test_a_follower_is_told_each_change_once_and_not_what_no_status_shows(place: Path):
    async with running(QUIET) as conversation, visit(place) as client:
        client.send(FOLLOW)
        assert (await client.answer())["state"] == "idle"
        conversation.show(QUIET._replace(underruns=3))
        conversation.show(RECORDING)
        conversation.show(RECORDING)
        conversation.show(RECORDING._replace(muted=True))
        assert (await client.answer())["state"] == "recording"
        assert (await client.answer())["muted"] is True


async def test_one_who_does_not_read_holds_nothing_up_and_gets_the_latest_in_the_end(place: Path):
    async with running(QUIET) as conversation, visit(place) as client:
        client.send(FOLLOW)
        await client.answer()
        client.writer.transport.pause_reading()
        for number in range(200):
            conversation.show(saying(f"{number} " + "much " * 4_000))
        client.writer.transport.resume_reading()
        told = 0
        while not (await client.answer())["assistant"].startswith("199 "):
            told += 1
        assert told < 150


async def test_one_who_never_reads_is_sent_away(place: Path):
    desk = Desk(patience_s=0.05)
    await desk.open(lambda _: None)
    async with visit(place) as client:
        client.send(FOLLOW)
        await client.answer()
        client.writer.transport.pause_reading()
        for number in range(200):
            desk.show(saying(f"{number} " + "much " * 4_000))
        async with visit(place) as silent:
            assert await silent.end() == b"", "its time began later"
        client.writer.transport.resume_reading()
        assert b"199 much" not in await client.end()
    desk.show(View(leaving=True))


async def test_there_is_room_for_so_many_and_again_when_one_has_left(place: Path):
    async with running(QUIET), AsyncExitStack() as visits:
        crowd = [await visits.enter_async_context(visit(place)) for _ in range(MOST_VISITORS)]
        for each in crowd:
            each.send(FOLLOW)
            await each.answer()
        async with visit(place) as late:
            late.send(STATUS)
            assert "connected already" in (await late.answer())["error"]
        crowd[0].writer.close()
        for _ in range(100):  # the app hears of it in its own time
            async with visit(place) as later:
                later.send(STATUS)
                if "state" in await later.answer():
                    return
        raise AssertionError("nobody was let in any more")


@pytest.mark.parametrize(
    ("orders", "obeyed"),
    [
        ([("start", 1.0), ("stop", 2.0)], [True, False]),
        ([("stop", 2.0), ("start", 1.0)], [False]),
        ([("start", 1.0), ("start", 3.0), ("stop", 2.0)], [True, True]),
        ([("stop", 2.0), ("start", None)], [False, True]),
        ([("stop", 2.0), ("start", "?")], [False, True]),
    ],
    ids=["in order", "overtaken", "of an earlier press", "of unknown time", "of no time"],
)
async def test_a_wish_that_a_later_one_has_overtaken_does_nothing(
    orders: list[tuple[str, object]], obeyed: list[bool], place: Path
):
    async with running(QUIET) as conversation:
        for order, begun in orders:
            async with visit(place) as client:
                client.send({"do": order} if begun is None else {"do": order, "begun": begun})
                assert json.loads(await client.end()) == {"ok": True}
        assert [event.on for event in wishes(conversation.heard)] == obeyed


def wishes(heard: Sequence[object]) -> list[RecordWished]:
    return [event for event in heard if isinstance(event, RecordWished)]


async def test_of_two_programs_the_second_began_later(place: Path):
    """Each is asked in a process of its own, as a window manager starts them."""
    tell = "from tui_voice.cli.control.orders import begun_at; print(begun_at())"
    times: list[float] = []
    for _ in range(2):
        told = await asyncio.create_subprocess_exec(sys.executable, "-c", tell, stdout=PIPE)
        output, _ = await told.communicate()
        times.append(float(output))
    assert times[0] < times[1]


async def test_when_the_conversation_ends_followers_are_sent_away_and_nothing_is_left(place: Path):
    async with running(QUIET), AsyncExitStack() as visits:
        client = await visits.enter_async_context(visit(place))
        client.send(FOLLOW)
        await client.answer()
    assert await client.end() == b""
    assert os.listdir(place) == []


@pytest.fixture
def no_place(place: Path) -> Path:
    place.touch()
    return place


async def test_where_no_socket_can_be_the_conversation_runs_without(no_place: Path):
    async with running(QUIET) as conversation:
        assert conversation.begun.is_set()

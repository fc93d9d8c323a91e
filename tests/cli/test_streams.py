"""Standard output is for results, standard error for people."""

import asyncio
import json
import os
import threading
from io import StringIO
from pathlib import Path

import pytest

from tui_voice.cli.asides import Asides, bar
from tui_voice.cli.results import Results, json_line


def test_results_are_inert():
    stream = StringIO()
    Results(stream, lambda: None).write("a\x1b[2Jb\n")
    assert stream.getvalue() == "a␛[2Jb\n"


@pytest.mark.parametrize("text", ["a\x9b2J", "\u202eabc", "\x7f", "\U000e0041", "grüße\n"])
def test_json_commands_no_terminal_and_gives_back_what_went_in(text: str):
    line = json_line({"text": text})
    assert line.isprintable()
    assert json.loads(line) == {"text": text}


def test_who_stops_reading_is_noticed_once_and_nothing_more_is_written():
    reading, writing = os.pipe()
    gone: list[str] = []
    with open(writing, "w", encoding="utf-8") as stream:
        results = Results(stream, lambda: gone.append("gone"))
        results.write("one\n")
        os.close(reading)
        for _ in range(3):
            results.write("two\n")
    assert gone == ["gone"]
    assert not results.are_read


def test_a_sentence_for_people_is_one_inert_line():
    stream = StringIO()
    Asides(stream, draws=False).tell("The server says:\n\x1b[2Jno")
    assert stream.getvalue() == "tui-voice: The server says: ␛[2Jno\n"


async def test_who_stops_reading_is_noticed_before_anything_more_is_written():
    reading, writing = os.pipe()
    gone = asyncio.Event()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        results = Results(stream, gone.set)
        results.write("one\n")
        with results.watched():
            await asyncio.sleep(0)
            assert results.are_read
            os.close(reading)
            async with asyncio.timeout(10):
                await gone.wait()
    assert not results.are_read


async def test_what_is_no_pipe_is_not_watched(tmp_path: Path):
    with (tmp_path / "results").open("w", encoding="utf-8") as stream:
        for each in (stream, StringIO()):
            results = Results(each, lambda: None)
            with results.watched():
                results.write("one\n")
            assert results.are_read


class Watched(StringIO):
    """Tells when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = asyncio.Event()

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


async def test_how_far_it_has_come_is_drawn_over_and_over_and_wiped():
    stream = Watched()
    asides = Asides(stream, draws=True, first_s=0.0)
    asides.watch(lambda: "half")
    async with asyncio.timeout(10):
        await stream.written.wait()
    asides.tell("Look.")
    asides.rest()
    assert stream.getvalue() == "\r\x1b[2Khalf\r\x1b[2Ktui-voice: Look.\n"


def test_how_far_it_has_come_is_drawn_beside_work_that_blocks():
    stream = Noted()
    with Asides(stream, draws=True, first_s=0.0).shown(lambda: "half"):
        assert stream.drawn.wait(10)
    assert stream.getvalue() == "\r\x1b[2Khalf\r\x1b[2K"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 0%"),
        (0.5, "━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ 50%"),
        (1.0, "━━━━━━━━━━━━━━━━━━━━ 100%"),
    ],
)
def test_how_much_is_done_is_a_bar(share: float, shown: str):
    assert bar(share) == shown


def test_what_is_drawn_is_cut_to_a_line_which_alone_can_be_wiped():
    stream = Noted()
    with Asides(stream, draws=True, first_s=0.0).shown(lambda: "x" * 200):
        assert stream.drawn.wait(10)
    assert stream.getvalue() == f"\r\x1b[2K{'x' * 79}\r\x1b[2K"


def test_beside_work_that_ends_soon_nothing_is_drawn():
    stream = StringIO()
    with Asides(stream, draws=True).shown(lambda: "half"):
        pass
    assert stream.getvalue() == ""


class Noted(StringIO):
    """Tells other threads when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        self.drawn.set()
        return written


@pytest.mark.parametrize(("draws", "between"), [(True, "\n"), (False, "")])
def test_a_sentence_begins_a_line_where_words_stand_on_the_same_terminal(draws: bool, between: str):
    stream = StringIO()
    asides = Asides(stream, draws=draws)
    asides.interrupt = True
    asides.tell("Look.")
    asides.tell("There.")
    assert stream.getvalue() == f"{between}tui-voice: Look.\ntui-voice: There.\n"


async def test_where_no_line_can_be_wiped_none_is_drawn():
    stream = StringIO()
    asides = Asides(stream, draws=False, first_s=0.0)
    asides.watch(lambda: "half")
    for _ in range(5):
        await asyncio.sleep(0)
    asides.rest()
    assert stream.getvalue() == ""

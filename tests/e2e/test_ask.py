"""``tui-voice ask`` with everything on the way real: process, pipes, server, WAV files."""

import json
import sqlite3
import wave
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.commands import offline_server, run, running
from tests.e2e.terminal import app_in_terminal
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with offline_server("--pace", "1000") as url:
        yield url


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24000, 1, 2)
        return file.getnframes() / file.getframerate()


def test_a_question_in_words_is_answered_on_standard_output_alone(tmp_path: Path):
    ran = run(tmp_path, "ask", "--offline", "--quiet-audio", "what", "is", "six", "times", "seven")
    assert (ran.code, ran.out, ran.err) == (0, "That is 42.\n", "")


def test_a_question_comes_through_a_pipe_and_its_answer_goes_into_a_file(
    tmp_path: Path, server: str
):
    answer = tmp_path / "answer.wav"
    ran = run(
        tmp_path, "ask", "--base-url", server, "--save", str(answer), "-",
        stdin=b"what is six times seven\n",
    )  # fmt: skip
    assert (ran.code, ran.out, ran.err) == (0, "That is 42.\n", "")
    assert 0.5 < seconds(answer) < 5


@pytest.mark.parametrize("piped", [False, True])
def test_a_spoken_question_is_heard_and_told_in_one_json_object(
    tmp_path: Path, server: str, piped: bool
):
    question = say("what is six times seven", tmp_path / "question.wav")
    answer = tmp_path / "answer.wav"
    source, stdin = ("-", question.read_bytes()) if piped else (str(question), b"")
    ran = run(
        tmp_path, "ask", "--base-url", server, "--json", "--audio", source, "--save", str(answer),
        stdin=stdin,
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["question"]["text"] == "what is six times seven"
    assert told["answer"]["text"] == "That is 42."
    assert told["answer"]["audio_s"] == pytest.approx(seconds(answer))
    assert told["usage"]["audio_in"] > 0
    assert 0 < told["latency_s"] <= told["took_s"]
    assert told["cost_usd"] is None, "what a server elsewhere asks is not known"


def test_the_turn_is_kept_and_another_goes_on_with_it(tmp_path: Path, server: str):
    flags = ("ask", "--base-url", server, "--quiet-audio", "--json")
    first = json.loads(run(tmp_path, *flags, "what is six times seven").out)
    again = json.loads(run(tmp_path, *flags, "--continue", first["conversation"], "repeat").out)
    assert again["conversation"] == first["conversation"]
    assert not set(again["answer"]["ids"]) & set(first["answer"]["ids"])
    with closing(sqlite3.connect(tmp_path / "data" / "tui-voice" / "history.db")) as history:
        roles = history.execute("SELECT role FROM turns ORDER BY sitting, at_s").fetchall()
    assert roles == [("user",), ("assistant",)] * 2


def test_without_a_history_nothing_is_kept(tmp_path: Path, server: str):
    ran = run(
        tmp_path, "ask", "--base-url", server, "--no-history", "--quiet-audio", "--json", "hello"
    )
    assert json.loads(ran.out)["conversation"] is None
    assert not (tmp_path / "data").exists()


def test_who_stops_reading_ends_it_quietly(tmp_path: Path, server: str):
    flags = ("ask", "--base-url", server, "--save", str(tmp_path / "a.wav"), "count to one hundred")
    with running(tmp_path, flags) as asking:
        assert asking.read(3) == b"One"
        asking.stop_reading()
        ended = asking.end()
    assert (ended.code, ended.err) == (0, "")


def test_ctrl_c_ends_it_at_once(tmp_path: Path, server: str):
    flags = ("ask", "--base-url", server, "--output", "none", "count to one hundred")
    with running(tmp_path, flags) as asking:
        assert asking.read(3) == b"One"
        asking.interrupt()
        ended = asking.end()
    assert (ended.code, ended.err) == (130, "")
    assert ended.out.endswith("\n")


async def test_ctrl_c_in_a_terminal_ends_it_at_once(tmp_path: Path, server: str):
    flags = ("ask", "--base-url", server, "--output", "none", "count to one hundred")
    async with app_in_terminal(tmp_path, *flags) as terminal:
        await terminal.until("One")
        await terminal.press("C-c")
        screen = await terminal.until("exit code 130")
    assert "Traceback" not in screen


def test_nobody_waits_for_a_speaker_that_is_missing(tmp_path: Path, server: str):
    """The answer is more than a minute long; its words are there at once."""
    flags = ("ask", "--base-url", server, "--output", "no such speaker", "--json")
    ran = run(tmp_path, *flags, "count to one hundred")
    told = json.loads(ran.out)
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert "peaker" in ran.err
    assert told["answer"]["text"].endswith("one hundred.")
    assert told["answer"]["audio_s"] > 1.5 * told["took_s"]


def test_a_server_that_is_away_is_one_line(tmp_path: Path):
    ran = run(tmp_path, "ask", "--base-url", "http://127.0.0.1:9", "hello")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "Nothing answers at 127.0.0.1:9" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Ask either a text"),
        (("hello", "--audio", "q.wav"), 2, "Ask either a text"),
        (("-",), 2, "Standard input held no text."),
        (("hello", "--save", "a.wav", "--quiet-audio"), 2, "--save wants the sound"),
        (("--audio", "nowhere.wav"), 1, "Cannot read nowhere.wav"),
        (("--audio", "-"), 1, "Standard input is not a WAV file"),
        (("hello", "--save", "nowhere/a.wav"), 1, "Cannot write nowhere/a.wav"),
        (("hello", "--save", "/dev/full"), 1, "Cannot write /dev/full"),
    ],
)
def test_a_mistake_is_one_line_before_anything_is_asked(
    tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
):
    ran = run(tmp_path, "ask", "--offline", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1

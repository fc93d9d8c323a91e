"""``tui-voice transcribe`` with everything on the way real, and a way that breaks."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import offline_server, run, running
from tests.e2e.relay import relay
from tests.rig.pulse import Rig
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

SAID = ["what time is it", "what is six times seven", "who are you"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with offline_server() as url:
        yield url


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sentences with a second of silence between them."""
    folder = tmp_path_factory.mktemp("said")
    parts = [say(text, folder / f"{number}.wav") for number, text in enumerate(SAID)]
    pause = folder / "pause.wav"
    subprocess.run(
        ["sox", "-n", "-r", "16000", "-c", "1", str(pause), "trim", "0", "1"], check=True
    )
    whole = folder / "whole.wav"
    with_pauses = [str(each) for part in parts for each in (part, pause)]
    subprocess.run(["sox", *with_pauses, str(whole)], check=True)
    return whole


def test_each_passage_of_a_file_is_a_line(tmp_path: Path, server: str, recording: Path):
    ran = run(tmp_path, "transcribe", "--base-url", server, str(recording))
    assert (ran.code, ran.out.splitlines(), ran.err) == (0, SAID, "")


def test_json_tells_where_each_passage_stands(tmp_path: Path, server: str, recording: Path):
    ran = run(tmp_path, "transcribe", "--base-url", server, "--json", str(recording))
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["text"] for line in lines] == SAID
    edges = [edge for line in lines for edge in (line["start_s"], line["end_s"])]
    assert edges == sorted(edges)
    assert edges[0] < 0.5


def test_subtitles_come_from_a_pipe(tmp_path: Path, recording: Path):
    stdin = recording.read_bytes()
    ran = run(tmp_path, "transcribe", "--offline", "--srt", "-", stdin=stdin)
    assert ran.code == 0
    cue = r"(\d+)\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\n(.*)\n"
    assert re.findall(cue, ran.out) == [(str(n), text) for n, text in enumerate(SAID, 1)]


def test_bare_pcm_comes_from_a_pipe(tmp_path: Path, server: str, recording: Path):
    sox = ["sox", str(recording), "-r", "24000", "-b", "16", "-c", "1", "-t", "raw", "-"]
    pcm = subprocess.run(sox, check=True, capture_output=True).stdout
    ran = run(tmp_path, "transcribe", "--base-url", server, "--raw", "-", stdin=pcm)
    assert (ran.code, ran.out.splitlines()) == (0, SAID)


async def test_a_lost_connection_loses_and_doubles_nothing(tmp_path: Path, recording: Path):
    async with relay() as between:
        ran = asyncio.create_task(
            asyncio.to_thread(
                run, tmp_path, "transcribe", "--base-url", between.url, str(recording)
            )
        )
        await between.until(lambda: written(between.from_server) == 1, timeout_s=30)
        between.drop()
        ended = await ran
    assert (ended.code, ended.out.splitlines()) == (0, SAID)
    assert between.connections == 2
    assert "sent again" in ended.err
    kinds = {event["session"]["type"] for event in between.sent("session.update")}
    assert kinds == {"transcription"}


def written(events: list[dict[str, str]]) -> int:
    return sum(event["type"].endswith("input_audio_transcription.completed") for event in events)


async def test_a_server_that_stays_away_is_told_with_what_is_missing(
    tmp_path: Path, recording: Path
):
    async with relay() as between:
        ran = asyncio.create_task(
            asyncio.to_thread(
                run, tmp_path, "transcribe", "--base-url", between.url, str(recording)
            )
        )
        await between.until(lambda: written(between.from_server) == 1, timeout_s=30)
        await between.stop()
        ended = await ran
    assert (ended.code, ended.out.splitlines()) == (1, SAID[:1])
    assert re.search(r"Not written down: 0:0\d to the end: Nothing answers", ended.err)


def test_ctrl_c_ends_what_is_being_recorded_and_the_rest_is_written_down(
    tmp_path: Path, server: str, recording: Path
):
    """A recording that goes on: the pipe stays open."""
    flags = ("transcribe", "--base-url", server, "-")
    with running(tmp_path, flags, piped=True) as transcribing:
        transcribing.give(recording.read_bytes())
        assert transcribing.read_line() == SAID[0] + "\n"
        transcribing.interrupt()
        ended = transcribing.end()
    assert ended.code == 0
    assert set(ended.out.splitlines()) <= set(SAID[1:])


def test_ctrl_c_ends_listening_to_the_microphone_and_not_the_server(
    tmp_path: Path, recording: Path
):
    flags = ("transcribe", "--offline", "--input", str(recording))
    with running(tmp_path, flags) as transcribing:
        for text in SAID[:2]:
            assert transcribing.read_line() == text + "\n"
        transcribing.interrupt()
        ended = transcribing.end()
    assert (ended.code, ended.err) == (0, "")


@pytest.fixture
def spoken(tmp_path: Path) -> list[Path]:
    """The first two sentences, each with some silence: it is on its way when speaking is over."""
    padded: list[Path] = []
    for number, text in enumerate(SAID[:2]):
        bare = say(text, tmp_path / f"bare{number}.wav")
        padded.append(tmp_path / f"said{number}.wav")
        subprocess.run(["sox", str(bare), str(padded[-1]), "pad", "0", "0.3"], check=True)
    return padded


async def test_the_microphone_is_written_down_while_it_listens_and_to_its_end(
    tmp_path: Path, server: str, rig: Rig, spoken: list[Path]
):
    first, second = spoken
    flags = ("transcribe", "--base-url", server)
    async with rig.listener() as listening:
        with running(tmp_path, flags, env=rig.env) as transcribing:
            await asyncio.wait_for(listening, 30)
            await rig.speak(first)
            assert await asyncio.to_thread(transcribing.read_line) == SAID[0] + "\n"
            await rig.speak(second)
            # Before the half second is over that would end the passage.
            transcribing.interrupt()
            ended = await asyncio.to_thread(transcribing.end)
    assert (ended.code, ended.out, ended.err) == (0, SAID[1] + "\n", "")


def test_who_stops_reading_ends_it_quietly(tmp_path: Path, server: str, recording: Path):
    with running(tmp_path, ("transcribe", "--base-url", server, str(recording))) as transcribing:
        assert transcribing.read_line() == SAID[0] + "\n"
        transcribing.stop_reading()
        ended = transcribing.end()
    assert (ended.code, ended.err) == (0, "")


def test_ctrl_c_gives_up_a_file_and_says_what_is_missing(
    tmp_path: Path, server: str, recording: Path
):
    flags = ("transcribe", "--base-url", server, "--realtime", str(recording))
    with running(tmp_path, flags) as transcribing:
        assert transcribing.read_line() == SAID[0] + "\n"
        transcribing.interrupt()
        ended = transcribing.end()
    assert ended.code == 130
    assert "Not written down: 0:0" in ended.err


def test_a_file_without_speech_has_no_lines(tmp_path: Path, server: str):
    silence = tmp_path / "silence.wav"
    subprocess.run(["sox", "-n", "-r", "8000", str(silence), "trim", "0", "3"], check=True)
    ran = run(tmp_path, "transcribe", "--base-url", server, str(silence))
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nowhere.wav",), 1, "Cannot read nowhere.wav"),
        (("-",), 1, "Standard input is not a WAV file"),
        (("--raw",), 2, "are for a FILE or '-'"),
        (("--input", "no such microphone"), 1, "icrophone"),
    ],
)
def test_a_mistake_is_one_line(
    tmp_path: Path, server: str, arguments: tuple[str, ...], code: int, told: str
):
    ran = run(tmp_path, "transcribe", "--base-url", server, *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_server_that_is_away_is_one_line_that_says_what_is_missing(
    tmp_path: Path, recording: Path
):
    ran = run(tmp_path, "transcribe", "--base-url", "http://127.0.0.1:9", str(recording))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("tui-voice: Not written down: 0:00 to the end: Nothing answers")
    assert ran.err.count("\n") == 1

"""``tui-voice say`` with everything on the way real: process, pipes, server, WAV files."""

import asyncio
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import offline_server, run, running
from tests.e2e.relay import relay

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

TEXT = "What time is it? Six times seven, they say, is not 41: it's forty-two!"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with offline_server("--pace", "1000") as url:
        yield url


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


async def test_the_text_is_read_word_for_word_and_nothing_is_kept(tmp_path: Path):
    saved = tmp_path / "said.wav"
    async with relay() as between:
        ran = await asyncio.to_thread(
            run, tmp_path, "say", "--base-url", between.url, "--save", str(saved), TEXT
        )
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    spoken = [
        event["transcript"]
        for event in between.from_server
        if event["type"] == "response.output_audio_transcript.done"
    ]
    assert spoken == [TEXT]
    (sound,) = between.sounds().values()
    assert seconds(saved) == pytest.approx(len(sound) / 2 / 24_000)
    assert between.sent("conversation.item.create") == []
    assert not (tmp_path / "data").exists()


def test_a_long_text_comes_through_a_pipe_and_is_read_in_pieces(tmp_path: Path, server: str):
    saved = tmp_path / "said.wav"
    text = "\n\n".join(["The clocks were striking thirteen. " * 30] * 2)
    flags = ("say", "--base-url", server, "--save", str(saved), "-")
    ran = run(tmp_path, *flags, stdin=text.encode())
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert seconds(saved) > 60


async def test_ctrl_c_ends_it_at_once(tmp_path: Path):
    text = "The clocks were striking thirteen. " * 30
    async with relay() as between:
        with running(tmp_path, ("say", "--base-url", between.url, "--output", "none", text)) as it:
            await between.until(lambda: bool(between.sounds()), timeout_s=30)
            it.interrupt()
            ended = await asyncio.to_thread(it.end)
    assert (ended.code, ended.out, ended.err) == (130, "", "")


def test_without_a_speaker_it_says_so_in_one_line(tmp_path: Path, server: str):
    ran = run(tmp_path, "say", "--base-url", server, "--output", "no such speaker", "Hello")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "peaker" in ran.err


@pytest.mark.parametrize("words", [(), ("-",), (" ",)])
def test_nothing_to_say_is_a_mistake(tmp_path: Path, words: tuple[str, ...]):
    ran = run(tmp_path, "say", "--offline", *words)
    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_a_server_that_is_away_is_one_line(tmp_path: Path):
    ran = run(tmp_path, "say", "--base-url", "http://127.0.0.1:9", "Hello")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "Nothing answers" in ran.err

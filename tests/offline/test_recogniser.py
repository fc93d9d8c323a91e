"""The recogniser process: its desk, its wire, its life."""

import asyncio
import io
import os
import signal
import sys

import pytest

from tui_voice.offline.desk import Desk, Heard
from tui_voice.offline.ports import RecognitionError
from tui_voice.offline.speech_to_text import (
    MAX_UTTERANCE_BYTES,
    MAX_WAITING_BYTES,
    SpeechToText,
    launch,
)
from tui_voice.offline.wire import Frame, Kind, packed, read_frame

# Hears as many words as there were bytes of sound; dies when it hears a single one.
_ECHO = """
import json, sys
from tui_voice.offline.wire import Kind, read_frame
heard = {}
print(json.dumps({"ready": True}), flush=True)
while frame := read_frame(sys.stdin.buffer):
    if frame.kind is Kind.SOUND:
        heard[frame.utterance] = heard.get(frame.utterance, 0) + len(frame.payload)
    if frame.kind is Kind.FINISH:
        count = heard.pop(frame.utterance, 0)
        if count == 1:
            sys.exit(1)
        print(json.dumps({"utterance": frame.utterance, "text": str(count)}), flush=True)
"""


class Launcher:
    """Starts processes of this source, and tells of each one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._launched: asyncio.Queue[None] = asyncio.Queue()

    async def __call__(self) -> asyncio.subprocess.Process:
        process = await launch(sys.executable, "-c", self._source)
        self._launched.put_nowait(None)
        return process

    async def launched(self) -> None:
        await asyncio.wait_for(self._launched.get(), 20)


class Ears:
    """Stands in for the decoders: what it was fed since the beginning is what it heard."""

    def __init__(self) -> None:
        self.heard = b""
        self.last_passes = 0

    def begin(self) -> None:
        self.heard = b""

    def feed(self, pcm: bytes) -> None:
        self.heard += pcm

    def drop(self) -> None:
        self.heard = b""

    def so_far(self) -> str:
        return self.heard.decode()

    def finish(self) -> str:
        self.last_passes += 1
        return self.heard.decode()


def test_a_frame_survives_the_pipe() -> None:
    frames = [Frame(Kind.SOUND, 7, b"\1\2"), Frame(Kind.FINISH, 7)]
    pipe = io.BytesIO(b"".join(packed(frame) for frame in frames))
    assert [read_frame(pipe), read_frame(pipe), read_frame(pipe)] == [*frames, None]


def test_a_frame_cut_short_is_the_end() -> None:
    assert read_frame(io.BytesIO(packed(Frame(Kind.SOUND, 1, b"abcd"))[:-1])) is None


def _worked_off(desk: Desk) -> list[Heard]:
    heard: list[Heard] = []
    while not desk.idle:
        words = desk.work()
        if words:
            heard.append(words)
    return heard


def _take(desk: Desk, *frames: Frame) -> None:
    for frame in frames:
        desk.take(frame)


def test_utterances_that_come_interleaved_are_heard_apart() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"o"), Frame(Kind.SOUND, 2, b"t"), Frame(Kind.SOUND, 1, b"n"))
    assert _worked_off(desk) == []
    _take(desk, Frame(Kind.SOUND, 2, b"w"), Frame(Kind.FINISH, 2))
    assert _worked_off(desk) == [Heard(2, "tw")]
    _take(desk, Frame(Kind.SOUND, 1, b"e"), Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "one")]


def test_who_finished_first_is_heard_first_whoever_began_first() -> None:
    desk = Desk(Ears())
    for utterance in (1, 2, 3):
        desk.take(Frame(Kind.SOUND, utterance, str(utterance).encode()))
    _take(desk, *(Frame(Kind.FINISH, utterance) for utterance in (3, 1, 2)))
    assert _worked_off(desk) == [Heard(3, "3"), Heard(1, "1"), Heard(2, "2")]


def test_the_words_so_far_are_told_when_nobody_waits_for_the_last() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"on"), Frame(Kind.SOUND, 2, b"two"))
    _take(desk, Frame(Kind.ASK, 1), Frame(Kind.FINISH, 2), Frame(Kind.SOUND, 1, b"e"))
    assert _worked_off(desk) == [Heard(2, "two"), Heard(1, "one", final=False)]
    desk.take(Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "one")]


def test_the_last_pass_is_made_in_a_pause_and_not_again_when_that_was_all() -> None:
    ears = Ears()
    desk = Desk(ears)
    _take(desk, Frame(Kind.SOUND, 1, b"one"), Frame(Kind.PAUSE, 1))
    assert _worked_off(desk) == []
    assert ears.last_passes == 1
    desk.take(Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "one")]
    assert ears.last_passes == 1


def test_who_goes_on_after_a_pause_is_heard_from_the_beginning() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"on"), Frame(Kind.PAUSE, 1))
    assert _worked_off(desk) == []
    _take(desk, Frame(Kind.SOUND, 1, b"e"), Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "one")]


def test_who_finishes_in_the_pause_of_another_is_heard_apart() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"one"), Frame(Kind.PAUSE, 1))
    assert _worked_off(desk) == []
    _take(desk, Frame(Kind.SOUND, 2, b"two"), Frame(Kind.FINISH, 2))
    assert _worked_off(desk) == [Heard(2, "two")]
    desk.take(Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "one")]


def test_nothing_is_got_ready_of_what_takes_long_to_hear_again() -> None:
    ears = Ears()
    desk = Desk(ears)
    _take(desk, Frame(Kind.SOUND, 1, b"o" * (6 * 32000)), Frame(Kind.PAUSE, 1))
    assert _worked_off(desk) == []
    assert ears.last_passes == 0


def test_nobody_is_told_of_an_utterance_that_was_discarded() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"no"), Frame(Kind.ASK, 1), Frame(Kind.DISCARD, 1))
    assert _worked_off(desk) == []


def test_a_silent_utterance_has_no_words() -> None:
    desk = Desk(Ears())
    desk.take(Frame(Kind.FINISH, 1))
    assert _worked_off(desk) == [Heard(1, "")]


def test_a_discarded_utterance_is_not_heard_in_the_next() -> None:
    desk = Desk(Ears())
    _take(desk, Frame(Kind.SOUND, 1, b"no"))
    assert _worked_off(desk) == []
    _take(desk, Frame(Kind.DISCARD, 1), Frame(Kind.SOUND, 2, b"yes"), Frame(Kind.FINISH, 2))
    assert _worked_off(desk) == [Heard(2, "yes")]


async def test_more_speech_than_can_be_recognised_soon_is_refused_in_words() -> None:
    recogniser = SpeechToText(Launcher("import sys; sys.stdin.buffer.read()"))
    await recogniser.start()
    first, second = recogniser.utterance(), recogniser.utterance()
    first.feed(bytes(MAX_WAITING_BYTES))
    second.feed(b"12")
    waiting = first.finish()
    with pytest.raises(RecognitionError, match="busy"):
        await second.finish()
    assert not waiting.done()
    await recogniser.close()


async def _heard(recogniser: SpeechToText, sound: bytes) -> str:
    utterance = recogniser.utterance()
    utterance.feed(sound)
    return await asyncio.wait_for(utterance.finish(), 20)


async def test_a_recogniser_that_dies_is_replaced() -> None:
    launcher = Launcher(_ECHO)
    recogniser = SpeechToText(launcher)
    await recogniser.start()
    await launcher.launched()
    assert await _heard(recogniser, b"1234") == "4"
    under_way = recogniser.utterance()
    under_way.feed(b"12")
    with pytest.raises(RecognitionError, match="stopped"):
        await _heard(recogniser, b"1")
    await launcher.launched()
    assert await _heard(recogniser, b"123456") == "6"
    with pytest.raises(RecognitionError):
        await under_way.finish()
    await recogniser.close()


async def test_a_recogniser_that_keeps_dying_is_given_up() -> None:
    launcher = Launcher("import sys; sys.stdin.buffer.read(1)")
    recogniser = SpeechToText(launcher)
    await recogniser.start()
    for _ in range(3):
        await launcher.launched()
        with pytest.raises(RecognitionError, match="stopped"):
            await _heard(recogniser, b"1234")
    with pytest.raises(RecognitionError, match="not running"):
        await _heard(recogniser, b"1234")
    await recogniser.close()


async def test_an_endless_utterance_is_cut() -> None:
    recogniser = SpeechToText(Launcher(_ECHO))
    await recogniser.start()
    assert await _heard(recogniser, bytes(MAX_UTTERANCE_BYTES + 2)) == str(MAX_UTTERANCE_BYTES)
    await recogniser.close()


async def test_closing_ends_the_process_and_every_wait() -> None:
    recogniser = SpeechToText(Launcher("import sys; sys.stdin.read()"))
    await recogniser.start()
    words = recogniser.utterance().finish()
    await recogniser.close()
    with pytest.raises(RecognitionError):
        await words


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a process there")
async def test_the_real_recogniser_outlives_ctrl_c_and_ends_with_its_input() -> None:
    pytest.importorskip("pocketsphinx")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui_voice.offline.recogniser"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert b"ready" in await asyncio.wait_for(process.stdout.readline(), 20)
    os.kill(process.pid, signal.SIGINT)
    process.stdin.write(packed(Frame(Kind.FINISH, 1)))
    assert b'"text": ""' in await asyncio.wait_for(process.stdout.readline(), 20)
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 20) == 0

"""A recorded conversation: written as it happens, without secrets, and read whatever is in it."""

import asyncio
import os
import stat
from dataclasses import Field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.inbox import Inbox
from tui_voice import __version__
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.usage import Usage
from tui_voice.engine.censor import HIDDEN, Censor
from tui_voice.engine.event_log import Direction
from tui_voice.engine.recorder import EventRecorder, check_recordable
from tui_voice.engine.recording import (
    BETWEEN_RUNS_S,
    EVENTS,
    LARGEST,
    LONGEST_SILENCE_S,
    Beginning,
    NotARecordingError,
    Recording,
    beginning_line,
    event_line,
    read_recording,
)
from tui_voice.session import effects as do
from tui_voice.session import events as ev

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
BEGINNING = Beginning(100.0, today=date(2026, 11, 23))
OPEN = Censor({})


def first(beginning: Beginning = BEGINNING) -> bytes:
    return beginning_line(beginning, "1.2.3", OPEN)


def line(at: float, event: ev.Event) -> bytes:
    return event_line(at, RECEIVED, event, OPEN)


def read(*lines: bytes) -> Recording:
    return read_recording([first(), *lines])


def happened(recording: Recording) -> list[object]:
    return [moment.event for moment in recording.moments[1:]]


# ── the format ──────────────────────────────────────────────────────────────────────────────


BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "at": st.floats(100, 1000),
    "wall": st.floats(0, 1e10),
    "usage": st.builds(Usage, *[st.integers(0, 2**40)] * 8, st.floats(0, 1e6)),
    "heard": st.lists(st.tuples(st.text(), st.integers(0, 2**40))).map(tuple),
    "settings": st.just(Settings(speed=1.25, instructions="Be brief.")),
}
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    float: st.floats(-100, 0),
    int: st.integers(0, 2**40),
    int | None: st.none() | st.integers(0, 2**40),
    str: st.text(),
}


def anything_for(field: Field[Any]) -> st.SearchStrategy[Any]:
    """Values that a clock, a counter or a server gives."""
    known = BY_NAME.get(field.name, BY_TYPE.get(field.type))
    return st.from_type(field.type) if known is None else known


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_event_comes_back_as_it_was(kind: type[Any], data: st.DataObject):
    event = kind(**{field.name: data.draw(anything_for(field)) for field in fields(kind)})
    recording = read(event_line(500.0, RECEIVED, event, lambda text: text))
    assert happened(recording) == [event]


def test_numbers_that_a_file_cannot_hold_do_not_lose_the_event():
    usage = Usage(text_in=2**80, transcription_s=float("inf"))
    done = ev.ResponseDone("r1", "completed", "", "", usage, 101.0)
    (again,) = happened(read(line(101.0, done)))
    assert again == replace(done, usage=Usage(text_in=LARGEST))


def test_the_first_line_tells_the_format_its_version_and_what_the_rules_knew():
    items = (Item("u1", Role.USER, "hello", ItemStatus.DONE, at_s=12.5),)
    beginning = Beginning(7.0, Settings(model="some-model"), date(2026, 11, 23), items, 1234)
    text = beginning_line(beginning, "1.2.3", OPEN)
    head = msgspec.json.decode(text)
    assert (head["format"], head["version"], head["program"]) == ("tui-voice events", 1, "1.2.3")
    assert read_recording([text]).moments == ((0.0, beginning),)


def test_sound_is_kept_once_where_it_was_captured_or_received():
    pcm = b"\1\2" * 50
    assert happened(read(line(101, ev.AudioCaptured(pcm, 101.0)))) == [ev.AudioCaptured(pcm, 101.0)]
    sent = event_line(101, SENT, do.AppendAudio(pcm), OPEN)
    assert msgspec.json.decode(sent) == {"at": 101, "sent": "AppendAudio", "is": {"pcm": ""}}
    assert read(sent).skipped == 0


# ── reading ─────────────────────────────────────────────────────────────────────────────────

GOOD = line(101.0, ev.CancelPressed(101.0))


@pytest.mark.parametrize(
    "damaged",
    [
        b"\x00\xff\xfe",
        b"[" * 100_000,
        b'{"at": 101',
        b'{"received": "CancelPressed", "is": {"at": 101}}',
        b'{"at": 101, "received": "SomethingNew", "is": {}}',
        b'{"at": 101, "received": "CancelPressed", "is": {}}',
        b'{"at": 101, "received": "CancelPressed", "is": {"at": "soon"}}',
        b'{"at": 101, "received": "CancelPressed", "is": {"at": 1e300}}',
        b'{"at": 1e300, "received": "CancelPressed", "is": {"at": 101}}',
        b'{"at": 50, "received": "CancelPressed", "is": {"at": 101}}',
        b'{"at": 101, "received": "Started", "is": {"at": 101, "wall": 1e18}}',
        b'{"at": 101, "received": "AudioCaptured", "is": {"at": 101, "pcm": "no base64!"}}',
        GOOD[:-10],
        '{"at": 101, "received": "\ud800"}'.encode("utf-8", "surrogatepass"),
    ],
)
def test_a_damaged_or_foreign_line_is_skipped_and_counted(damaged: bytes):
    recording = read(damaged, GOOD)
    assert happened(recording) == [ev.CancelPressed(101.0)]
    assert recording.skipped == 1


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_line_whatever_is_in_it_is_an_exception(noise: bytes):
    read(noise.replace(b"\n", b""), GOOD)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "it is empty"),
        ([b"\n"], "it is empty"),
        ([b"My notes.\n"], "it does not begin like one"),
        ([GOOD], "it does not begin like one"),
        ([b'{"format": "tui-voice events", "version": 2, "at": 1}'], "of a newer version"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(lines: list[bytes], why: str):
    with pytest.raises(NotARecordingError, match=why):
        read_recording(lines)


def test_what_the_rules_knew_may_be_of_another_version_and_what_happened_is_told_all_the_same():
    other = first().replace(b'"turns":"manual"', b'"turns":"telepathy"')
    recording = read_recording([other, GOOD])
    assert recording.moments[0].event == Beginning(100.0)
    assert (happened(recording), recording.skipped) == ([ev.CancelPressed(101.0)], 1)


def test_another_run_in_the_same_file_begins_a_moment_after_the_one_before():
    again = Beginning(7.0)
    cancel = line(9.0, ev.CancelPressed(9.0))
    recording = read(GOOD, first(again), cancel)
    positions = [moment.position_s for moment in recording.moments]
    assert positions == [0.0, 1.0, 1.0 + BETWEEN_RUNS_S, 3.0 + BETWEEN_RUNS_S]
    assert recording.length_s < LONGEST_SILENCE_S


# ── secrets ─────────────────────────────────────────────────────────────────────────────────


def test_a_secret_of_the_environment_is_hidden_wherever_it_stands():
    censor = Censor({"MY_API_KEY": "hush-hush", "SOME_TOKEN": "hush-hush-too", "HOME": "somewhere"})
    event = ev.ServerFailed("auth", "c", "hush-hush-too was refused, and hush-hush", "", 1.0)
    text = event_line(1.0, RECEIVED, event, censor).decode()
    assert "hush" not in text
    assert f"{HIDDEN} was refused, and {HIDDEN}" in text
    assert censor("somewhere") == "somewhere"


def test_a_short_value_does_not_tear_words_apart():
    assert Censor({"KEY": "a", "TOKEN": " "})("a banana") == "a banana"


def test_settings_do_not_tell_where_to_connect_or_where_secrets_come_from():
    told = Settings(
        base_url="https://me:hush@example.org/v1?key=hush",
        token_command="pass show hush",
        token_file="hush.txt",
        token_url="https://hush.example",
        llm="http://hush",
        voice="ash",
    )
    text = first(Beginning(1.0, told)) + line(2.0, ev.SettingsChanged(told, 2.0))
    text += event_line(2.0, SENT, do.UpdateSession(told), OPEN)
    assert b"hush" not in text
    assert text.count(b'"voice":"ash"') == 3


# ── writing ─────────────────────────────────────────────────────────────────────────────────


def recorder(path: Path, inbox: Inbox) -> EventRecorder:
    return EventRecorder(path, BEGINNING, OPEN, inbox.post, lambda: 100.0)


async def test_what_was_noted_is_in_a_file_of_its_owner(tmp_path: Path):
    path, inbox = tmp_path / "talk.jsonl", Inbox()
    at_work = recorder(path, inbox)
    at_work.note(101.0, RECEIVED, ev.CancelPressed(101.0))
    at_work.note(101.5, SENT, do.CreateResponse())
    await at_work.close()
    recording = read_recording(path.read_bytes().splitlines())
    assert (happened(recording), recording.skipped) == ([ev.CancelPressed(101.0)], 0)
    assert b'"sent":"CreateResponse"' in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert inbox.empty


async def test_another_run_goes_on_after_a_line_that_a_crash_left_unfinished(tmp_path: Path):
    path, inbox = tmp_path / "talk.jsonl", Inbox()
    path.write_bytes(first() + GOOD + GOOD[:-20])
    check_recordable(path)
    at_work = recorder(path, inbox)
    at_work.note(102.0, RECEIVED, ev.CancelPressed(102.0))
    await at_work.close()
    recording = read_recording(path.read_bytes().splitlines())
    assert happened(recording) == [ev.CancelPressed(101.0), BEGINNING, ev.CancelPressed(102.0)]
    assert recording.skipped == 1


async def test_a_line_is_written_while_the_conversation_goes_on(tmp_path: Path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    at_work = recorder(path, Inbox())
    at_work.note(101.0, RECEIVED, ev.CancelPressed(101.0))
    with await asyncio.to_thread(path.open, "rb") as lines:
        assert lines.readline() == first().replace(b"1.2.3", __version__.encode())
        assert lines.readline() == GOOD
    await at_work.close()


async def test_a_file_that_cannot_be_written_is_said_once_and_nothing_else_happens(tmp_path: Path):
    inbox = Inbox()
    at_work = recorder(tmp_path / "no-such-folder" / "talk.jsonl", inbox)
    failure = await inbox.next(ev.HistoryFailed)
    for _ in range(3):
        at_work.note(101.0, RECEIVED, ev.CancelPressed(101.0))
    await at_work.close()
    assert "its events are not recorded" in failure.message
    assert inbox.empty


def test_a_file_with_something_else_in_it_is_left_alone(tmp_path: Path):
    notes = tmp_path / "notes.txt"
    notes.write_text("My notes.\n")
    with pytest.raises(NotARecordingError):
        check_recordable(notes)
    assert notes.read_text() == "My notes.\n"


def test_every_kind_of_event_has_a_name_of_its_own():
    assert len(EVENTS) == len(get_args(ev.Event))

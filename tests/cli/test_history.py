"""``tui-voice history``: what scripts and people read of kept conversations."""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.imported import HEAVY, heavy_after
from tests.history.keeping import MORNING, keep, said, sitting
from tui_voice.audio.riff import parse
from tui_voice.cli.kept import at_work
from tui_voice.cli.main import exit_code, tui_voice
from tui_voice.config.paths import history_file
from tui_voice.conversation.items import ItemStatus, Role
from tui_voice.history.reading import HistoryError, load

FIRST, SECOND = "20261122-090000-aaaaaa", "20261123-151500-bbbbbb"

QUESTION = said("u1", "When does the train leave?", began_s=MORNING - 1, received_samples=24_000)
ANSWER = said(
    "a1",
    "At ten, at noon.",
    Role.ASSISTANT,
    MORNING + 1,
    status=ItemStatus.CUT,
    began_s=MORNING + 2,
    received_samples=48_000,
    heard_samples=24_000,
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The history of this test, empty yet."""
    for kind in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    return history_file()


@pytest.fixture
def two(path: Path) -> Path:
    """A history of two conversations, the second with its sound."""

    async def talk() -> None:
        await keep(path, said("u1", "Hello \x1b[31m there"), conversation_id=FIRST)
        async with sitting(path, SECOND) as (store, _):
            for turn, samples in ((QUESTION, 24_000), (ANSWER, 48_000)):
                store.keep(turn)
                store.keep_sound(turn.item.id, b"\1\0" * samples)
            store.end_sound("a1", 24_000)

    asyncio.run(talk())
    return path


class Told:
    """What a command answered."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.code = exit_code(tui_voice, ["history", *arguments])
        self.out, self.err = capsys.readouterr()


def test_an_empty_history_is_no_result_and_no_failure(
    path: Path, capsys: pytest.CaptureFixture[str]
):
    told = Told(capsys, "list")
    assert (told.code, told.out, told.err) == (0, "", "No conversation is kept yet.\n")
    assert Told(capsys, "list", "--json").out == "[]\n"
    told = Told(capsys, "show")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("tui-voice: No conversation is kept yet.")


def test_conversations_are_listed_the_newest_first(two: Path, capsys: pytest.CaptureFixture[str]):
    lines = Told(capsys, "list").out.splitlines()
    assert [line.split("  ")[0] for line in lines] == [SECOND, FIRST]
    assert "2 turns  When does the train leave?" in lines[0]
    listed = json.loads(Told(capsys, "list", "--json", "--limit", "1").out)
    assert [(each["id"], each["turns"]) for each in listed] == [(SECOND, 2)]


def test_a_conversation_is_meant_by_last_its_id_or_a_beginning_that_no_other_has(
    two: Path, capsys: pytest.CaptureFixture[str]
):
    last = Told(capsys, "show").out
    assert "You: When does the train leave?" in last
    assert "Assistant: At ten, [not heard: at noon.]" in last
    for wanted in ("last", SECOND, "20261123"):
        assert Told(capsys, "show", wanted).out == last


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("2026", f"2 conversations begin so: '{SECOND}', '{FIRST}'."),
        ("1999", f"There is no conversation '1999'. The latest is '{SECOND}'."),
        ("..", f"There is no conversation '..'. The latest is '{SECOND}'."),
    ],
)
def test_any_other_id_is_a_mistake_that_is_told_in_a_line(
    two: Path, wanted: str, line: str, capsys: pytest.CaptureFixture[str]
):
    told = Told(capsys, "delete", "--yes", wanted)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"tui-voice: {line} Try 'tui-voice ")
    assert told.err.count("\n") == 1


def test_nothing_that_a_terminal_would_obey_comes_out(
    two: Path, capsys: pytest.CaptureFixture[str]
):
    for arguments in (["list"], ["show", FIRST], ["search", "hello"], ["export", FIRST]):
        assert "\x1b" not in Told(capsys, *arguments).out
    for form in ("text", "json", "srt", "vtt"):
        assert "\x1b" not in Told(capsys, "export", FIRST, "--format", form).out
    shown = json.loads(Told(capsys, "show", FIRST, "--json").out)
    assert shown["turns"][0]["text"] == "Hello \x1b[31m there", "JSON holds it as it was said"


def test_turns_are_searched_and_nothing_found_is_exit_code_1(
    two: Path, capsys: pytest.CaptureFixture[str]
):
    told = Told(capsys, "search", "TRAIN", "leave")
    assert told.code == 0
    assert told.out.startswith(SECOND)
    found = json.loads(Told(capsys, "search", "--json", "noon").out)
    assert [(each["conversation"], each["role"]) for each in found] == [(SECOND, "assistant")]
    told = Told(capsys, "search", "aeroplane")
    assert (told.code, told.out, told.err) == (1, "", "No turn holds these words.\n")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("talk.md", b"# Conversation\n"),
        ("talk.JSON", b'{\n  "turns": ['),
        ("talk.txt", b"You: When does"),
        ("talk.srt", b"1\n00:00:00,000 --> 00:00:01,000\nYou: When"),
        ("talk.vtt", b"WEBVTT\n\n00:00:00.000 --> "),
        ("talk.wav", b"RIFF"),
    ],
)
def test_the_files_suffix_chooses_the_format_and_its_owner_alone_can_read_it(
    two: Path, name: str, begins: bytes, capsys: pytest.CaptureFixture[str]
):
    file = two.parent / name
    told = Told(capsys, "export", "last", str(file))
    assert (told.code, told.out, told.err) == (0, "", f"Wrote {file}.\n")
    assert file.read_bytes().startswith(begins)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_sound_stands_at_the_times_of_the_subtitles(two: Path, capsys: pytest.CaptureFixture[str]):
    file = two.parent / "talk.wav"
    Told(capsys, "export", "last", str(file))
    wav = parse(file.read_bytes())
    frame = 4
    second = 24_000 * frame
    assert len(wav.data) == 4 * second, "one asked, two of silence, one heard"
    assert wav.data[:second] == b"\1\0\0\0" * 24_000
    assert wav.data[second : 3 * second] == bytes(2 * second)
    assert wav.data[3 * second :] == b"\0\0\1\0" * 24_000


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["export", FIRST, "talk.wav"], 1, "No sound of this conversation is kept."),
        (["export", "last", "talk.doc"], 2, "names no format"),
        (["export", "last", "--format", "flac"], 2, "Name a file"),
        (["export", "last", "no-such-folder/talk.md"], 1, "No such file or directory"),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_line_and_leaves_no_file(
    two: Path,
    arguments: list[str],
    code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(two.parent)
    told = Told(capsys, *arguments)
    assert told.code == code
    assert says in told.err
    assert told.err.count("\n") == 1
    assert list(two.parent.glob("talk*")) == []


def test_deleting_asks_and_takes_the_sound_with_it(
    two: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    read, write = os.pipe()
    os.write(write, b"n\n")
    with os.fdopen(read) as keyboard, os.fdopen(write, "w"):
        monkeypatch.setattr(sys, "stdin", keyboard)
        told = Told(capsys, "delete", "last")
    assert (told.code, told.out) == (0, "")
    assert "Delete 20261123-151500-bbbbbb, 2 turns: When does the train leave?" in told.err
    assert load(two, SECOND) is not None
    told = Told(capsys, "delete", "--yes", "last")
    assert (told.code, told.err) == (0, f"Deleted {SECOND}.\n")
    assert load(two, SECOND) is None
    assert not (two.parent / "sound" / SECOND).exists()
    assert load(two, FIRST) is not None


def test_where_nobody_is_left_to_answer_nothing_is_deleted(
    two: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    with open(os.devnull) as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        told = Told(capsys, "delete", "last")
    assert (told.code, told.out) == (1, "")
    assert told.err.endswith(
        "\ntui-voice: Nobody answered: it stays. With --yes it goes unasked.\n"
    )
    assert load(two, SECOND) is not None


def test_a_history_that_cannot_be_read_is_a_failure(path: Path, capsys: pytest.CaptureFixture[str]):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)
    told = Told(capsys, "list")
    assert told.code == 1
    assert "is damaged. Move it away." in told.err


def test_a_reader_that_has_read_enough_is_no_failure_to_speak_of(two: Path):
    asyncio.run(keep(two, said("u9", "word " * 50_000), conversation_id=FIRST))
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "tui_voice", "history", "show", FIRST],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert ran.stderr == b""


def interrupted_in_a_callback() -> None:
    """As SQLite tells of it."""
    with at_work("searching"):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise HistoryError("user-defined function raised exception") from None


def test_ctrl_c_is_ctrl_c_also_where_the_database_makes_an_error_of_it():
    with pytest.raises(KeyboardInterrupt):
        interrupted_in_a_callback()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_heavy_is_imported_to_list(two: Path):
    assert heavy_after(("history", "list"), heavy=(*HEAVY, "asyncio")) == ""

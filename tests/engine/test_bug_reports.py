"""Recorded conversations stay as tests: told to the rules again, they want what they wanted then.

A bug report is a file of ``--record-events``; packed with gzip, its sound made silence to keep it
small, it goes into ``tests/recordings`` once the rules do better, and with it what is to be so.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tui_voice.config.catalogue import load_catalogue
from tui_voice.conversation.items import ItemStatus
from tui_voice.engine.event_log import Direction
from tui_voice.engine.recording import Recording, event_line, read_recording
from tui_voice.engine.tape import Tape
from tui_voice.session.effects import ClientEffect
from tui_voice.session.phases import Activity

FOLDER = Path(__file__).parents[1] / "recordings"
REPORTS = sorted(path.name for path in FOLDER.glob("*.jsonl.gz"))

TOLD = ("item_id", "response_id", "role", "text", "audio_end_ms")
"""What is compared of what is sent; settings change their number with the versions."""


def lines_of(name: str) -> list[bytes]:
    with gzip.open(FOLDER / name) as lines:
        return list(lines)


def sent(line: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return line["sent"], {name: line["is"][name] for name in TOLD if name in line["is"]}


def told(recording: Recording) -> tuple[Tape, list[tuple[str, dict[str, Any]]]]:
    """The recording played to its end, and what the rules had sent."""
    tape = Tape(recording, load_catalogue())
    effects = tape.play_to(recording.length_s)
    wanted = [effect for effect in effects if isinstance(effect, ClientEffect)]
    lines = (event_line(0, Direction.SENT, effect, str) for effect in wanted)
    return tape, [sent(json.loads(line)) for line in lines]


@pytest.mark.parametrize("name", REPORTS)
def test_the_rules_send_again_what_they_sent_then(name: str):
    lines = lines_of(name)
    recording = read_recording(lines)
    then = [sent(line) for line in map(json.loads, lines) if "sent" in line]
    assert recording.skipped == 0
    assert told(recording)[1] == then


def test_what_two_interruptions_left_unheard_is_known_to_both_sides():
    recording = read_recording(lines_of("two-interruptions.jsonl.gz"))
    tape, wanted = told(recording)
    hello, story, count = tape.state.conversation.items[1::2]
    assert [item.status for item in (hello, story, count)] == [
        ItemStatus.CUT,
        ItemStatus.CUT,
        ItemStatus.DONE,
    ]
    truncated = [of["audio_end_ms"] for name, of in wanted if name == "TruncateItem"]
    assert truncated == [item.heard_samples // 24 for item in (hello, story)]
    assert hello.text[hello.heard_chars - 1 :].startswith("not a language model.")
    assert tape.state.activity is Activity.IDLE

"""``docs/session.md`` tells what the code does."""

import json
from pathlib import Path
from typing import get_args

from tests.realtime.test_decode import sdk_types
from tests.realtime.test_encode import EFFECTS, sent
from tui_voice.realtime.decode import DECODERS, IGNORED, decode
from tui_voice.session import events

PAGE = Path(__file__).parents[2] / "docs" / "session.md"

EVERY_FIELD = {
    "session": {},
    "item": {"id": "item_1"},
    "response": {"id": "resp_1"},
    "error": {},
    "item_id": "item_1",
    "response_id": "resp_1",
    "delta": "AAA=",
    "text": "",
    "transcript": "",
}


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, cell by cell, without backticks."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def becomes(kind: str) -> str:
    event = decode(json.dumps({**EVERY_FIELD, "type": kind}), 0.0)
    assert not isinstance(event, events.ServerEventUnknown), event
    return type(event).__name__


def test_every_server_event_type_stands_on_the_page_once():
    kinds = [row[0] for row in table("Server events")]
    assert len(kinds) == len(set(kinds)) == 46
    assert set(kinds) == DECODERS.keys() | IGNORED.keys()


def test_each_decoded_type_becomes_the_event_the_page_says():
    told = {kind: event for kind, event, *_ in table("Server events") if event}
    assert told == {kind: becomes(kind) for kind in DECODERS}


def test_each_ignored_type_is_ignored_for_the_reason_the_page_gives():
    rows = table("Server events")
    told = {kind: why for kind, _, treatment, why in rows if treatment == "ignored"}
    assert told == IGNORED


def test_what_the_page_calls_noted_is_what_the_session_lets_pass():
    quiet = {event.__name__ for event in get_args(events.QuietEvent)}
    rows = table("Server events")
    noted = {event for _, event, treatment, _ in rows if treatment == "noted"}
    assert noted == quiet - {"ServerEventIgnored", "ServerEventUnknown"}
    others = {event for _, event, treatment, _ in rows if treatment in ("acted upon", "shown")}
    assert not others & quiet


def test_every_client_event_type_stands_on_the_page_with_the_effect_it_is_sent_for():
    from openai.types.realtime import RealtimeClientEvent

    rows = table("Client events")
    kinds = {row[0] for row in rows}
    assert len(rows) == 11
    assert kinds == sdk_types(RealtimeClientEvent)
    told = {kind: effect for kind, effect, _ in rows if effect}
    assert told == {sent(effect)["type"]: type(effect).__name__ for effect in EFFECTS}

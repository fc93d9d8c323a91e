"""What the event inspector calls things is what the wire calls them."""

import json
from typing import Any, get_args

import pytest

from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Role
from tui_voice.engine.wire_names import NAMES, Wired, wire_name
from tui_voice.realtime.decode import DECODERS
from tui_voice.realtime.encode import encode
from tui_voice.session import effects as do
from tui_voice.session import events as ev

BY_THEMSELVES = {
    ev.AnswerTextDelta,
    ev.AnswerTextDone,
    ev.ServerEventIgnored,
    ev.ServerEventUnknown,
}
SENT: list[Any] = [
    do.UpdateSession(Settings(), True),
    do.AppendAudio(b""),
    do.CommitAudio(),
    do.ClearAudio(),
    do.CreateItem("i", Role.USER, "words"),
    do.DeleteItem("i"),
    do.TruncateItem("i", 10),
    do.CreateResponse(),
    do.CancelResponse("r"),
]


def test_everything_that_goes_over_the_wire_has_a_name() -> None:
    assert set(get_args(Wired)) == NAMES.keys() | BY_THEMSELVES


def test_what_is_received_has_the_name_by_which_it_is_decoded() -> None:
    texts = [
        wire_name(kind("r", "i", "words", spoken, 0.0))
        for kind in (ev.AnswerTextDelta, ev.AnswerTextDone)
        for spoken in (True, False)
    ]
    received = {name for kind, name in NAMES.items() if kind in get_args(ev.ServerEvent)}
    assert received | set(texts) == DECODERS.keys() - {"conversation.item.created"}


def test_all_that_is_sent_is_looked_at() -> None:
    assert {type(effect) for effect in SENT} == set(get_args(do.ClientEffect))


@pytest.mark.parametrize("effect", SENT, ids=lambda effect: type(effect).__name__)
def test_what_is_sent_has_the_name_that_is_written(effect: Any) -> None:
    assert json.loads(encode(effect, "e"))["type"] == wire_name(effect)


def test_an_event_that_nobody_knows_has_the_name_it_came_with() -> None:
    assert wire_name(ev.ServerEventUnknown("new.event", "not a type we know")) == "new.event"
    assert wire_name(ev.ServerEventUnknown("", "no JSON")) == "unknown"
    assert wire_name(ev.ServerEventIgnored("rate_limits.updated")) == "rate_limits.updated"

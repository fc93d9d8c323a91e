"""Tools that somebody else gave the model: what they did is part of the conversation."""

from dataclasses import replace

import pytest

from tests.session.play import Play, only
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.log import Conversation
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.tools import UNANSWERED

WEATHER = ev.ToolUse("c1", "get_weather", '{"city": "London"}')
FOGGY = ev.ToolUse("c1", output="foggy")


def asked(text: str = "What is the weather in London?") -> Play:
    """A typed question, which the server begins to answer."""
    play = Play()
    play.connect()
    play.happen(ev.MessageTyped(text, play.now), ev.ResponseCreated("r1", play.now))
    return play


def added(item_id: str, after: str, use: ev.ToolUse) -> ev.ItemAdded:
    return ev.ItemAdded(item_id, after, "", "", True, 0.0, use)


def done(item_id: str, use: ev.ToolUse, status: str = "completed") -> ev.ItemDone:
    return ev.ItemDone(item_id, "", "", status, 0.0, use)


def call(play: Play, item_id: str = "f1", use: ev.ToolUse = WEATHER, after: str = "") -> None:
    """The model calls a tool; as OpenAI's server, it tells the place at the beginning only."""
    play.happen(
        added(item_id, after or "typed_1", replace(use, arguments="", output=None)),
        done(item_id, use),
        ev.OutputItemDone("r1", item_id, "completed", play.now, use),
    )


def told(play: Play) -> list[tuple[str, ...]]:
    """What the items of the log tell."""
    return [
        (item.role, item.call_id, item.tool, item.text) if item.of_tool else (item.role, item.text)
        for item in play.items
    ]


def carried(play: Play) -> list[tuple[str, str, str, str]]:
    """What a new session is told of the conversation."""
    play.lose()
    return [
        (new.role, new.call_id, new.tool, new.text) for new in only(do.CreateItem, play.session())
    ]


def test_a_call_and_its_output_stand_between_the_question_and_its_answer():
    play = asked()
    call(play)
    play.finish()
    play.happen(added("o1", "f1", FOGGY), done("o1", FOGGY))
    play.answer("r2", "a1", "It is foggy.", chunks=0)
    assert told(play) == [
        ("user", "What is the weather in London?"),
        ("tool_call", "c1", "get_weather", '{"city": "London"}'),
        ("tool_output", "c1", "", "foggy"),
        ("assistant", "It is foggy."),
    ]


def test_they_are_told_to_the_next_session_in_their_places_and_are_no_turns():
    play = asked()
    call(play)
    play.finish()
    play.happen(added("o1", "f1", FOGGY))
    play.answer("r2", "a1", "It is foggy.", chunks=0)
    play.finish("r2")
    assert carried(play) == [
        ("user", "", "", "What is the weather in London?"),
        ("tool_call", "c1", "get_weather", '{"city": "London"}'),
        ("tool_output", "c1", "", "foggy"),
        ("assistant", "", "", "It is foggy."),
    ]
    assert "Context carried: 2 turns." in play.notices


def test_what_the_next_session_says_of_them_makes_no_second_ones():
    play = asked()
    call(play)
    play.happen(added("o1", "f1", FOGGY))
    before = told(play)
    play.lose()
    play.session()
    for item_id, use in (("f1", WEATHER), ("o1", FOGGY)):
        play.happen(added(item_id, "", use), done(item_id, use))
    assert told(play) == before


def test_they_are_kept_as_they_are_and_a_call_has_its_part_of_the_cost():
    play = asked()
    call(play)
    usage = Usage(text_in=10, text_out=5)
    play.happen(ev.ResponseDone("r1", "completed", "", "", usage, play.now))
    play.happen(added("o1", "f1", ev.ToolUse("c1", output="")))
    assert [play.kept[item.id].item for item in play.items] == list(play.items)
    assert play.kept["f1"].item.usage == usage


def test_a_call_stands_in_the_log_before_its_arguments_are_known():
    play = asked()
    play.happen(added("f1", "typed_1", ev.ToolUse("c1", "get_weather", "")))
    assert play.items[-1].status is ItemStatus.LIVE
    assert "f1" not in play.kept


@pytest.mark.parametrize("how", ["item", "output item", "answer"])
def test_a_call_that_was_broken_off_leaves_nothing(how: str):
    play = asked()
    play.happen(added("f1", "typed_1", ev.ToolUse("c1", "get_weather", "")))
    match how:
        case "item":
            play.happen(done("f1", WEATHER, "incomplete"))
        case "output item":
            play.happen(ev.OutputItemDone("r1", "f1", "incomplete", play.now, WEATHER))
        case _:
            play.finish(status="cancelled")
    assert told(play) == [("user", "What is the weather in London?")]


def test_a_call_of_a_server_that_tells_it_at_its_end_only_is_a_call():
    play = asked()
    play.happen(ev.OutputItemDone("r1", "f1", "completed", play.now, WEATHER))
    assert told(play)[1:] == [("tool_call", "c1", "get_weather", '{"city": "London"}')]


def test_a_call_on_an_mcp_server_is_carried_as_a_call_and_its_output():
    play = asked()
    call(play, "m1", ev.ToolUse("m1", "look_up", "{}", "found"))
    play.happen(ev.ItemAdded("a1", "m1", "assistant", "", True, play.now))
    assert carried(play)[1:] == [
        ("tool_call", "m1", "look_up", "{}"),
        ("tool_output", "m1", "look_up", "found"),
    ]


# ── a call without its output ──


def test_a_call_without_output_is_carried_with_one_that_says_so_and_the_question_is_asked_again():
    play = asked()
    call(play)
    play.finish()
    play.lose()
    effects = play.session()
    assert [new.text for new in only(do.CreateItem, effects)][1:] == [WEATHER.arguments, UNANSWERED]
    assert len(only(do.CreateResponse, effects)) == 1
    assert told(play)[-1] == ("tool_output", "c1", "", UNANSWERED)
    assert only(do.CreateResponse, play.finish("r2") + play.session()) == [], "asked once"


def test_several_calls_at_once_each_have_their_output_and_the_open_one_is_ended_in_its_place():
    play = asked()
    call(play)
    call(play, "f2", ev.ToolUse("c2", "get_time", "{}"), "f1")
    play.happen(added("o2", "f2", ev.ToolUse("c2", output="noon")))
    assert [(role, call_id) for role, call_id, *_ in carried(play)[1:]] == [
        ("tool_call", "c1"),
        ("tool_output", "c1"),
        ("tool_call", "c2"),
        ("tool_output", "c2"),
    ]


def test_a_call_whose_arguments_were_still_coming_is_not_carried_and_its_question_asked_again():
    play = asked()
    play.happen(added("f1", "typed_1", ev.ToolUse("c1", "get_weather", "")))
    play.lose()
    effects = play.session()
    assert [new.role for new in only(do.CreateItem, effects)] == ["user"]
    assert len(only(do.CreateResponse, effects)) == 1


def test_a_call_that_nobody_answered_before_something_else_was_said_asks_for_nothing():
    play = asked()
    call(play)
    play.finish()
    play.happen(ev.MessageTyped("never mind", play.now))
    play.answer("r2", "a2", "Fine.", chunks=0)
    play.finish("r2")
    play.lose()
    effects = play.session()
    assert only(do.CreateResponse, effects) == []
    assert [new.role for new in only(do.CreateItem, effects)] == [
        "user",
        "tool_call",
        "tool_output",
        "user",
        "assistant",
    ]


def test_an_output_of_a_call_that_nobody_knows_is_not_carried():
    play = asked("Hello.")
    play.happen(added("o1", "typed_1", FOGGY))
    assert [role for role, *_ in carried(play)] == ["user"]
    assert told(play)[-1] == ("tool_output", "c1", "", "foggy"), "but stands where it came"


def test_an_output_that_stands_before_its_call_is_none_of_it():
    play = asked()
    play.happen(added("o1", "typed_1", FOGGY))
    call(play, after="o1")
    assert [(role, text) for role, _, _, text in carried(play)[1:]] == [
        ("tool_call", WEATHER.arguments),
        ("tool_output", UNANSWERED),
    ]


def test_an_earlier_conversation_is_gone_on_with_without_asking_for_what_a_tool_left_open():
    left = Item(
        "f1", Role.CALL, "{}", ItemStatus.DONE, spoken=False, tool="get_weather", call_id="c1"
    )
    question = Item("u1", Role.USER, "The weather?", ItemStatus.DONE)
    play = Play()
    play.state = play.state._replace(conversation=Conversation((question, left)))
    effects = play.connect()
    assert [new.role for new in only(do.CreateItem, effects)] == [
        "user",
        "tool_call",
        "tool_output",
    ]
    assert only(do.CreateResponse, effects) == []


def test_a_session_is_not_changed_for_a_new_one_while_a_tool_is_at_work():
    play = asked()
    call(play)
    play.finish()
    assert only(do.Connect, play.happen(ev.TimerFired("renew", play.now))) == []
    assert len(only(do.Connect, play.happen(added("o1", "f1", FOGGY)))) == 1


def test_ids_given_to_outputs_are_short_enough_for_a_server():
    play = asked()
    call(play, "item_" + "x" * 27)
    play.lose()
    ids = [new.item_id for new in only(do.CreateItem, play.session())]
    assert len(set(ids)) == 3
    assert max(map(len, ids)) == 32

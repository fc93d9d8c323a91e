"""Hands-free, we may ask in the moment in which the server begins to answer by itself."""

from tests.session.play import HANDS_FREE, Play, only
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev


def crossing(*, names: bool = True) -> Play:
    """A typed turn crosses with an answer that the server begins by itself.

    ``names``: it is one of the servers that tell what we call an answer.
    """
    play = Play(HANDS_FREE)
    play.connect()
    if names:
        play.happen(
            ev.MessageTyped("before", play.now),
            ev.ResponseCreated("r0", play.now, "1"),
        )
        play.finish("r0")
    play.happen(ev.MessageTyped("hello", play.now), ev.ResponseCreated("own", play.now))
    return play


def refuse(play: Play) -> list[do.Effect]:
    """The server says that it is answering already."""
    code = "conversation_already_has_active_response"
    return play.happen(ev.ServerFailed("invalid_request_error", code, "No.", "", play.now))


def end(play: Play, response_id: str, status: str = "completed") -> list[do.Effect]:
    return play.happen(ev.ResponseDone(response_id, status, "", "", Usage(), play.now))


def test_each_answer_is_asked_for_under_a_name_of_its_own():
    play = crossing()
    assert only(do.CreateResponse, play.effects) == [
        do.CreateResponse(asked="1"),
        do.CreateResponse(asked="2"),
    ]


def test_ours_that_was_refused_is_asked_again_when_the_servers_own_is_done():
    play = crossing()
    assert refuse(play) == []
    assert only(do.CreateResponse, end(play, "own")) == [do.CreateResponse(asked="3")]


def test_ours_that_the_server_took_after_its_own_is_not_asked_twice():
    play = crossing()
    assert end(play, "own") == []
    assert play.happen(ev.MessageTyped("and this", play.now)) == [
        do.CreateItem("typed_3", "user", "and this")
    ], "one is on its way, which is not wanted any more"
    cancelled = play.happen(ev.ResponseCreated("ours", play.now, "2"))
    assert cancelled == [do.CancelResponse("ours")]
    assert only(do.CreateResponse, end(play, "ours", "cancelled")) == [do.CreateResponse(asked="3")]


def test_escape_before_the_server_has_begun_does_not_end_what_it_begins_by_itself():
    play = Play(HANDS_FREE)
    play.connect()
    play.happen(ev.MessageTyped("before", play.now), ev.ResponseCreated("r0", play.now, "1"))
    play.finish("r0")
    play.happen(ev.MessageTyped("hello", play.now))
    play.escape()
    assert play.happen(ev.ResponseCreated("own", play.now)) == []
    assert refuse(play) == []
    assert end(play, "own") == [], "nor is ours asked again"


def test_escape_ends_both_when_both_are_known():
    play = crossing()
    assert play.escape() == [do.CancelResponse("own")]
    assert end(play, "own", "cancelled") == []
    assert play.happen(ev.ResponseCreated("ours", play.now, "2")) == [do.CancelResponse("ours")]


def test_a_refusal_that_comes_before_the_servers_own_answer_has_a_name_is_the_same():
    play = Play(HANDS_FREE)
    play.connect()
    play.happen(ev.MessageTyped("before", play.now), ev.ResponseCreated("r0", play.now, "1"))
    play.finish("r0")
    play.happen(ev.MessageTyped("hello", play.now))
    refuse(play)
    assert play.happen(ev.ResponseCreated("own", play.now)) == []
    assert only(do.CreateResponse, end(play, "own")) == [do.CreateResponse(asked="3")]


def test_what_was_typed_after_escape_is_asked_though_what_was_typed_before_is_not():
    play = crossing()
    play.escape()
    play.happen(ev.MessageTyped("rather this", play.now))
    assert refuse(play) == []
    assert only(do.CreateResponse, end(play, "own", "cancelled")) == [do.CreateResponse(asked="3")]


def test_what_was_typed_stays_in_its_order_behind_what_the_server_began_before():
    play = Play(HANDS_FREE)
    play.connect()
    play.happen(ev.MessageTyped("before", play.now), ev.ResponseCreated("r0", play.now, "1"))
    play.finish("r0")
    play.happen(
        ev.MessageTyped("hello", play.now),
        ev.MessageTyped("and this", play.now),
        ev.ResponseCreated("own", play.now),
        ev.OutputItemAdded("own", "a1", "message", play.now),
        ev.ItemAdded("typed_2", "a1", "user", "hello", False, play.now),
    )
    assert [item.id for item in play.items] == ["typed_1", "a1", "typed_2", "typed_3"]


def test_what_follows_silence_follows_what_was_before_the_silence():
    play = Play(HANDS_FREE)
    play.connect()
    call = ev.ToolUse("c1", "tool", "{}")
    play.happen(
        ev.MessageTyped("hello", play.now),
        ev.ItemAdded("f1", "", "", "", True, play.now, call),
        ev.InputTimedOut("silence"),
        ev.InputCommitted("silence", "f1", play.now),
        ev.ItemAdded("typed_1", "silence", "user", "hello", False, play.now),
    )
    assert [item.id for item in play.items] == ["f1", "typed_1"]


def test_a_loss_with_both_on_their_way_asks_once():
    play = crossing()
    play.lose()
    assert len(only(do.CreateResponse, play.session())) == 1


def test_a_server_that_tells_no_names_is_taken_to_have_begun_ours():
    play = crossing(names=False)
    assert play.state.crossed is None
    assert play.escape() == [do.CancelResponse("own")]


def test_another_server_must_first_show_that_it_tells_names():
    play = crossing()
    play.lose()
    play.happen(
        ev.ConnectionOpened("another", False, ev.Credential.NONE, "", play.now),
        ev.SessionCreated("s", "m", 0, play.now),
        ev.ResponseCreated("r9", play.now),
    )
    assert play.state.crossed is None


def test_a_loss_while_ours_may_still_be_on_its_way_asks_it_again():
    play = crossing(names=False)
    end(play, "own")
    play.happen(ev.ConnectionLost(1006, "Lost.", True, play.now))
    assert play.state.wanted

"""What a status line shows."""

from tests.ui.pictures import DOWN, QUIET, RECORDING, SPEAKING
from tui_voice.cli.control.status import status_of
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import LinkPhase, LinkView


def test_a_status_line_says_what_goes_on_with_whom_how_fast_and_for_how_much():
    view = QUIET._replace(
        link=LinkView(LinkPhase.READY, "api.openai.com"),
        latencies_s=(0.7, 0.52),
        cost_usd=0.0163,
    )
    told = status_of(view)
    assert told["tooltip"] == "idle · connected to api.openai.com · 0.52 s · $0.0163"
    assert (told["latency_s"], told["cost_usd"]) == (0.52, 0.0163)


def test_the_offline_server_is_free_and_named_as_what_it_is():
    view = QUIET._replace(link=LinkView(LinkPhase.READY, "127.0.0.1", offline=True))
    assert status_of(view)["tooltip"] == "idle · connected to offline server · free"


def test_a_lost_connection_says_why():
    told = status_of(QUIET._replace(link=DOWN))
    assert (told["connection"], told["message"]) == ("down", DOWN.message)
    assert DOWN.message in told["tooltip"]


def test_what_goes_on_can_be_given_a_colour():
    assert status_of(RECORDING._replace(muted=True))["class"] == ["recording", "ready", "muted"]


def test_the_last_words_are_those_that_are_finished():
    assert status_of(SPEAKING)["you"] != ""
    live = Item("z", Role.ASSISTANT, "not yet", ItemStatus.LIVE)
    done = Item("a", Role.ASSISTANT, "a\x1b[2Jb", ItemStatus.DONE)
    assert status_of(QUIET._replace(entries=(done, live)))["assistant"] == "a␛[2Jb"
    assert status_of(QUIET._replace(entries=()))["assistant"] == ""

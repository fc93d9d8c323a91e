import asyncio
from itertools import count, takewhile

import pytest
from textual.events import Key, Paste
from textual.widgets import Static

from tests.fakes.archive import FakeArchive
from tests.fakes.conversation import FakeConversation
from tests.ui.app_rig import app_of, running
from tests.ui.pictures import ONLINE, QUIET, REFUSED, SPEAKING
from tests.ui.test_history_screen import LISBON
from tui_voice.engine.view import View
from tui_voice.session.events import (
    CancelPressed,
    MessageTyped,
    MuteToggled,
    PersonEvent,
    QuitRequested,
    ReconnectRequested,
    RecordToggled,
)
from tui_voice.ui.screens.sifting import Sifting
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.message_box import MessageBox


@pytest.mark.parametrize(
    ("key", "event"),
    [
        ("space", RecordToggled(1000.0)),
        ("ctrl+r", RecordToggled(1000.0)),
        ("escape", CancelPressed(1000.0)),
        ("m", MuteToggled(1000.0)),
    ],
)
async def test_a_key_tells_the_conversation_what_the_person_did(
    key: str, event: PersonEvent
) -> None:
    async with running() as rig:
        await rig.press(key)
        assert rig.conversation.heard == [event]


async def test_keys_write_while_the_message_box_has_them() -> None:
    async with running() as rig:
        await rig.press("i", "m", "space", "r", "i", "question_mark")
        assert rig.conversation.heard == []
        assert rig.app.screen.query_one(MessageBox).value == "m ri?"


async def test_what_is_typed_in_the_same_breath_as_the_key_finds_the_message_box() -> None:
    async with running() as rig:
        for letter in "iwhat is it":
            rig.app.post_message(Key("space" if letter == " " else letter, letter))
        box = rig.app.screen.query_one(MessageBox)
        await rig.until(lambda: box.value == "what is it")
        assert rig.conversation.heard == []


async def test_the_record_key_with_control_works_while_typing() -> None:
    async with running() as rig:
        await rig.press("i", "ctrl+r")
        assert rig.conversation.heard == [RecordToggled(1000.0)]


async def test_enter_sends_what_was_typed_and_empties_the_box() -> None:
    async with running() as rig:
        await rig.press("tab", "h", "i", "enter")
        assert rig.conversation.heard == [MessageTyped("hi", 1000.0)]
        assert rig.app.screen.query_one(MessageBox).value == ""


async def test_a_blank_message_is_not_sent() -> None:
    async with running() as rig:
        await rig.press("i", "space", "enter")
        assert rig.conversation.heard == []


async def test_up_calls_back_what_was_sent_and_down_goes_forward_again() -> None:
    async with running() as rig:
        await rig.press("i", "a", "enter", "b", "enter", "up", "up")
        box = rig.app.screen.query_one(MessageBox)
        assert box.value == "a"
        await rig.press("down")
        assert box.value == "b"
        await rig.press("down")
        assert box.value == ""


async def test_all_lines_that_are_pasted_are_kept() -> None:
    async with running() as rig:
        await rig.press("i", "a", "b", "left")
        rig.app.post_message(Paste("one\n two\x1b[31m\n"))
        await rig.until(lambda: rig.app.screen.query_one(MessageBox).value != "ab")
        assert rig.app.screen.query_one(MessageBox).value == "aone two␛[31mb"


async def test_escape_leaves_the_box_when_there_is_nothing_to_cancel() -> None:
    async with running() as rig:
        await rig.press("i", "escape")
        assert rig.conversation.heard == []
        assert isinstance(rig.app.focused, ConversationLog)


async def test_escape_in_the_box_stops_an_answer_first() -> None:
    async with running(SPEAKING) as rig:
        await rig.press("i", "escape")
        assert rig.conversation.heard == [CancelPressed(1000.0)]
        assert isinstance(rig.app.focused, MessageBox)


@pytest.mark.parametrize(("view", "events"), [(REFUSED, [ReconnectRequested(1000.0)]), (QUIET, [])])
async def test_connecting_again_is_offered_only_without_a_connection(
    view: View, events: list[PersonEvent]
) -> None:
    async with running(view) as rig:
        await rig.press("r")
        assert rig.conversation.heard == events


async def test_keys_pressed_while_the_house_is_built_are_not_lost() -> None:
    conversation = FakeConversation()
    conversation.ready.clear()
    async with app_of(conversation).run_test() as pilot:
        await pilot.press("space")
        conversation.ready.set()
        await conversation.begun.wait()
        assert conversation.heard == [RecordToggled(1000.0)]


async def test_quitting_lets_the_conversation_close_first() -> None:
    async with running() as rig:
        await rig.press("i", "ctrl+q")
        assert rig.conversation.heard == [QuitRequested()]
        await rig.until(lambda: not rig.app.is_running)


async def test_quitting_before_there_is_a_conversation_leaves_at_once() -> None:
    conversation = FakeConversation()
    conversation.ready.clear()
    app = app_of(conversation)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0
    assert conversation.heard == []


async def test_the_app_goes_when_everything_is_closed() -> None:
    async with running() as rig:
        rig.conversation.show(View(link=ONLINE, leaving=True))
        await rig.until(lambda: not rig.app.is_running)


class LateWidget(Static):
    """A widget that is still being made when the app is left, and then fails."""

    begun = False

    async def on_mount(self) -> None:
        self.begun = True
        for _ in takewhile(lambda _: self.app.is_running, count()):
            await asyncio.sleep(0)
        raise RuntimeError("too late")


async def test_a_widget_that_is_still_being_made_when_the_app_is_left_does_not_make_it_fail() -> (
    None
):
    widget = LateWidget()
    async with running() as rig:
        rig.app.screen.mount(widget)
        await rig.until(lambda: widget.begun)


@pytest.mark.parametrize("key", ["f2", "f3", "f12"])
async def test_what_is_typed_in_the_same_breath_as_the_search_key_is_searched_for(
    key: str,
) -> None:
    async with running(archive=FakeArchive(lisbon=LISBON)) as rig:
        await rig.press(key)
        for letter in "/spcdexj/":  # each of these does something on some screen
            rig.app.post_message(Key("slash" if letter == "/" else letter, letter))
        screen = rig.app.screen
        assert isinstance(screen, Sifting)
        await rig.until(lambda: screen.field.value == "spcdexj/")

"""One turn without a screen: what is asked when, what is said, how it ends."""

import asyncio
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from tests.fakes.conversation import FakeConversation
from tests.ui.pictures import DOWN, ONLINE
from tui_voice.cli.asides import Asides
from tui_voice.cli.one_turn import OneTurn
from tui_voice.conversation.items import Entry, Item, ItemStatus, Notice, Role, Severity
from tui_voice.engine.view import Activity, LinkPhase, LinkView, View
from tui_voice.session.events import MessageTyped, PersonEvent, QuitRequested

QUIET = View(link=ONLINE)
ASKED = Item("u1", Role.USER, "Is it open?", ItemStatus.DONE, spoken=False)
ANSWER = Item("a1", Role.ASSISTANT, "Yes, until noon.", ItemStatus.DONE)
NOTICE = Notice("The answer failed: no reason.", Severity.ERROR, 0.0)


def thinking(*entries: Entry) -> View:
    return QUIET._replace(activity=Activity.THINKING, entries=entries)


def idle(*entries: Entry) -> View:
    return QUIET._replace(entries=entries)


class Stage:
    """A turn, and what came of it."""

    def __init__(self, **wants: Any) -> None:
        self.said: list[str] = []
        self.told = StringIO()
        self.conversation = FakeConversation()
        self.turn = OneTurn(
            self._question, self.said.append, Asides(self.told, draws=False), **wants
        )

    def _question(self, at: float) -> list[PersonEvent]:
        return [MessageTyped("Is it open?", at)]

    async def play(self, *views: View) -> None:
        """Show these, one after the other, and wait for the end."""
        running = asyncio.create_task(self.turn.run(self.conversation.start))
        await self.conversation.begun.wait()
        for view in views:
            self.conversation.show(view)
        async with asyncio.timeout(10):
            await running


async def test_the_question_waits_for_the_connection_and_is_asked_once():
    stage = Stage()
    await stage.play(View(), QUIET, thinking(ASKED), idle(ASKED, ANSWER))
    asked, left = stage.conversation.heard
    assert isinstance(asked, MessageTyped)
    assert isinstance(left, QuitRequested)
    assert not stage.turn.failed


async def test_words_are_passed_on_once_as_they_come():
    stage = Stage()
    growing = [replace(ANSWER, text=text, status=ItemStatus.LIVE) for text in ("Yes", "Yes, un")]
    await stage.play(QUIET, *(thinking(ASKED, item) for item in growing), idle(ASKED, ANSWER))
    assert stage.said == ["Yes", ", un", "til noon."]


async def test_a_view_from_before_the_question_does_not_end_the_turn():
    stage = Stage()
    await stage.play(QUIET, QUIET._replace(tokens=1), thinking(ASKED), idle(ASKED, ANSWER))
    assert not stage.turn.failed


async def test_an_answer_in_two_items_is_two_lines():
    stage = Stage()
    second = replace(ANSWER, id="a2", text="From nine.")
    await stage.play(QUIET, thinking(ASKED, ANSWER), idle(ASKED, ANSWER, second))
    assert stage.said == ["Yes, until noon.", "\nFrom nine."]


async def test_what_was_said_before_is_no_part_of_the_turn():
    stage = Stage()
    old = Item("a0", Role.ASSISTANT, "Earlier.", ItemStatus.DONE)
    await stage.play(idle(old), thinking(old, ASKED), idle(old, ASKED, ANSWER))
    assert stage.said == ["Yes, until noon."]
    assert [item.id for item in stage.turn.items] == ["u1", "a1"]


async def test_an_answer_is_not_over_while_its_sound_plays():
    stage = Stage()
    speaking = QUIET._replace(activity=Activity.SPEAKING, entries=(ASKED, ANSWER))
    running = asyncio.create_task(stage.turn.run(stage.conversation.start))
    await stage.conversation.begun.wait()
    stage.conversation.show(QUIET)
    stage.conversation.show(speaking)
    assert stage.said == ["Yes, until noon."]
    assert not any(isinstance(event, QuitRequested) for event in stage.conversation.heard)
    stage.conversation.show(idle(ASKED, ANSWER))
    await running


async def test_the_words_of_a_spoken_question_are_waited_for_after_the_answer():
    stage = Stage()
    unwritten = replace(ASKED, text="", spoken=True, status=ItemStatus.LIVE)
    await stage.play(QUIET, idle(unwritten, ANSWER), idle(replace(ASKED, spoken=True), ANSWER))
    assert [item.text for item in stage.turn.items] == ["Is it open?", "Yes, until noon."]


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (idle(ASKED, NOTICE), NOTICE.text),
        (idle(ASKED, replace(ANSWER, status=ItemStatus.CUT), NOTICE), NOTICE.text),
        (QUIET._replace(link=DOWN, entries=(ASKED, NOTICE)), NOTICE.text),
        (QUIET._replace(link=LinkView(LinkPhase.WAITING), entries=(NOTICE,)), NOTICE.text),
    ],
)
async def test_without_a_whole_answer_the_turn_has_failed_and_says_why_once(end: View, told: str):
    stage = Stage()
    await stage.play(QUIET, thinking(ASKED), end)
    assert stage.turn.failed
    assert stage.told.getvalue() == f"tui-voice: {told}\n"


async def test_an_answer_of_fewer_parts_than_were_asked_for_is_not_whole():
    stage = Stage(parts=2)
    await stage.play(QUIET, idle(ASKED, ANSWER))
    assert stage.turn.failed


@pytest.mark.parametrize("sound_matters", [False, True])
async def test_a_speaker_that_fails_ends_the_turn_where_the_sound_matters(sound_matters: bool):
    stage = Stage(sound_matters=sound_matters)
    lost = Notice("No speaker found.", Severity.ERROR, 0.0)
    speaking = thinking(ASKED, ANSWER, lost)
    await stage.play(QUIET, speaking, idle(ASKED, ANSWER, lost))
    assert stage.turn.failed is sound_matters


async def test_who_leaves_before_the_house_stands_is_not_kept_waiting():
    stage = Stage()
    stage.conversation.ready.clear()
    running = asyncio.create_task(stage.turn.run(stage.conversation.start))
    await asyncio.sleep(0)
    stage.turn.leave()
    stage.conversation.ready.set()
    async with asyncio.timeout(10):
        await running
    assert stage.turn.failed

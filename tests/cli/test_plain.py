"""The conversation without a screen: lines in, lines out."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.fakes.conversation import FakeConversation
from tests.ui.pictures import DOWN, QUIET, RECORDING, SPEAKING, TALK
from tui_voice.cli.plain import PlainTalk
from tui_voice.cli.plain_lines import COMMANDS, HELP, HINT, deed_of, lines_of
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import Activity, View
from tui_voice.session.events import (
    CancelPressed,
    MessageTyped,
    PersonEvent,
    QuitRequested,
    RecordToggled,
)
from tui_voice.ui.deeds import Deed


def told(old: View, new: View) -> list[str]:
    return list(lines_of(old, new))


def test_a_conversation_is_told_a_line_for_every_event():
    lines = told(View(), SPEAKING)
    assert lines[0] == "[connected]"
    assert lines[1] == "info: Connected to api.openai.com."
    assert lines[2].startswith("You: What should I know")
    assert lines[3].startswith("Assistant: Expect mild days")
    assert lines[6].startswith("[cut short, not heard: ")
    assert lines[-1] == "[speaking]"
    assert not any("every day of the" in line for line in lines), "it is not finished"


def test_what_did_not_change_is_not_told_again():
    assert told(SPEAKING, SPEAKING._replace(tokens=9)) == []


def test_an_answer_is_told_once_and_its_cut_after_it():
    answer = Item("a", Role.ASSISTANT, "one two", ItemStatus.DONE, received_samples=100)
    cut = replace(answer, status=ItemStatus.CUT, heard_samples=57)
    first, second = QUIET._replace(entries=(answer,)), QUIET._replace(entries=(cut,))
    assert told(QUIET, first) == ["Assistant: one two"]
    assert told(first, second) == ["[cut short, not heard: two]"]
    again = replace(cut, latency_s=1.0)
    assert told(second, QUIET._replace(entries=(again,))) == []


def test_what_a_tool_did_is_told_when_it_is_whole():
    call = Item("f", Role.CALL, "", tool="get_\x1bweather", call_id="c")
    whole = replace(call, text='{"city":\n"London"}', status=ItemStatus.DONE)
    output = Item("o", Role.OUTPUT, "", ItemStatus.DONE, call_id="c")
    views = [QUIET, *(QUIET._replace(entries=each) for each in ((call,), (whole,)))]
    assert told(views[0], views[1]) == []
    assert told(views[1], views[2]) == ['Tool called: get_␛weather({"city": "London"})']
    both = QUIET._replace(entries=(whole, output))
    assert told(views[2], both) == ["Tool answered: (nothing)"]


def test_an_answer_is_told_sentence_by_sentence_as_it_comes():
    answer = Item("a", Role.ASSISTANT, "It rains. Take")
    grown = replace(answer, text="It rains. Take a coat! And")
    whole = replace(grown, text="It rains. Take a coat! And shoes.", status=ItemStatus.DONE)
    views = [QUIET, *(QUIET._replace(entries=(each,)) for each in (answer, grown, whole))]
    assert told(views[0], views[1]) == ["Assistant: It rains."]
    assert told(views[1], views[2]) == ["  Take a coat!"]
    assert told(views[2], views[2]) == []
    assert told(views[2], views[3]) == ["  And shoes."]


def test_an_answer_that_was_written_anew_is_told_anew():
    answer = Item("a", Role.ASSISTANT, "It reigns. Take")
    whole = replace(answer, text="It rains. Take care.", status=ItemStatus.DONE)
    first, second = QUIET._replace(entries=(answer,)), QUIET._replace(entries=(whole,))
    assert told(first, second) == ["Assistant: It rains. Take care."]


def test_what_a_person_said_is_told_when_all_of_it_was_understood():
    live = Item("u", Role.USER, "What time is it? I")
    assert told(QUIET, QUIET._replace(entries=(live,))) == []
    unheard = replace(live, text="", status=ItemStatus.UNHEARD)
    assert told(QUIET, QUIET._replace(entries=(unheard,))) == ["You: (not written down)"]


def test_text_of_a_server_is_one_line_and_commands_no_terminal():
    item = Item("a", Role.ASSISTANT, "a\x1b[2J\nb", ItemStatus.DONE)
    assert told(QUIET, QUIET._replace(entries=(item,))) == ["Assistant: a␛[2J b"]


def test_the_offline_server_is_never_taken_for_a_model():
    assert "[connected to the offline server, which is no language model]" in told(
        View(), RECORDING
    )


def test_a_lost_connection_says_why():
    assert told(QUIET, QUIET._replace(link=DOWN)) == ["[not connected]", DOWN.message]


@pytest.mark.parametrize(
    ("line", "deed", "words"),
    [
        ("\n", Deed.RECORD, ""),
        ("x\n", Deed.CANCEL, ""),
        ("q\n", Deed.LEAVE, ""),
        ("What time is it?\n", Deed.SAY, "What time is it?"),
        ("i x\n", Deed.SAY, "x"),
    ],
)
def test_a_line_is_a_command_or_something_to_say(line: str, deed: Deed, words: str):
    assert deed_of(line) == (deed, words)


def test_every_command_is_in_the_help():
    assert len(HELP) == len(COMMANDS) + 1
    assert deed_of("?") is None


class ThinkingConversation(FakeConversation):
    """Thinks about each typed turn until it is cancelled; ``on_thinking`` is called meanwhile."""

    def __init__(self, on_thinking: Callable[[], object] = lambda: None) -> None:
        super().__init__(QUIET)
        self._on_thinking = on_thinking

    def post(self, event: PersonEvent) -> None:
        super().post(event)
        loop = asyncio.get_running_loop()
        if isinstance(event, MessageTyped):
            loop.call_soon(self._think, event.text)
        elif isinstance(event, CancelPressed):
            loop.call_soon(self.show, QUIET)

    def _think(self, text: str) -> None:
        question = Item(text, Role.USER, text, ItemStatus.DONE)
        self.show(QUIET._replace(activity=Activity.THINKING, entries=(question,)))
        self._on_thinking()


class AnsweringConversation(ThinkingConversation):
    """Answers each typed turn, the first when ``may_answer`` is set."""

    def __init__(self) -> None:
        super().__init__(lambda: self._answers.append(asyncio.create_task(self._answer())))
        self.may_answer = asyncio.Event()
        self._answers: list[asyncio.Task[None]] = []

    async def _answer(self) -> None:
        await self.may_answer.wait()
        self.show(QUIET._replace(entries=(Item("a", Role.ASSISTANT, "Yes.", ItemStatus.DONE),)))


async def talk(*lines: str, by_hand: bool = False) -> tuple[list[type[PersonEvent]], list[str]]:
    """What the conversation heard, which answers once it was given all, and what was told."""
    conversation, out = AnsweringConversation(), list[str]()
    loop = asyncio.get_running_loop()

    def given() -> Iterator[str]:
        yield from lines
        loop.call_soon_threadsafe(conversation.may_answer.set)

    async with asyncio.timeout(10):
        await PlainTalk(given(), out.append, by_hand=by_hand).run(conversation.start)
    return [type(event) for event in conversation.heard], out


async def test_lines_reach_the_conversation_in_order_and_the_end_of_the_input_leaves():
    heard, out = await talk("\n", "x\n", "hello\n", "?\n")
    assert heard == [RecordToggled, CancelPressed, MessageTyped, QuitRequested]
    assert out[: 1 + len(HELP)] == ["[connected]", *HELP]


async def test_every_line_of_a_pipe_gets_its_answer_before_the_next_is_said():
    _, out = await talk("first\n", "second\n", "q\n")
    answer = ["[thinking]", "Assistant: Yes."]
    assert out == ["[connected]", "You: first", *answer, "You: second", *answer]


async def test_a_pipe_can_stop_the_answer_that_its_next_line_waits_for():
    reading, writing = os.pipe()
    # Closed in reverse: the thread that reads lets go of the one once the other is closed.
    with os.fdopen(reading) as lines, os.fdopen(writing, "wb", buffering=0) as pipe:
        pipe.write(b"first\nsecond\nq\n")
        conversation = ThinkingConversation(lambda: pipe.write(b"x\n"))
        async with asyncio.timeout(10):
            await PlainTalk(lines, lambda _: None).run(conversation.start)
    turn = [MessageTyped, CancelPressed]
    assert [type(event) for event in conversation.heard] == [*turn, *turn, QuitRequested]


async def test_what_a_person_types_waits_for_no_answer():
    conversation = ThinkingConversation()
    async with asyncio.timeout(10):
        lines = ("first\n", "second\n", "q\n")
        await PlainTalk(lines, lambda _: None, by_hand=True).run(conversation.start)
    kinds = [type(event) for event in conversation.heard]
    assert kinds == [MessageTyped, MessageTyped, QuitRequested]


async def test_a_person_is_told_once_how_to_learn_the_commands():
    _, out = await talk("?\n", by_hand=True)
    assert out == [HINT, "[connected]", *HELP]


async def test_the_end_of_the_input_waits_for_the_answer():
    conversation = FakeConversation(SPEAKING._replace(entries=TALK))
    out = list[str]()
    input_ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def lines() -> Iterator[str]:
        yield "?"
        loop.call_soon_threadsafe(input_ended.set)

    running = asyncio.create_task(PlainTalk(lines(), out.append).run(conversation.start))
    async with asyncio.timeout(10):
        await input_ended.wait()
        assert conversation.heard == []
        conversation.show(QUIET)
        await running
    assert conversation.heard == [QuitRequested()]


async def test_the_end_of_the_input_does_not_wait_for_a_connection_that_is_not_coming():
    conversation = FakeConversation(SPEAKING._replace(link=DOWN, activity=Activity.THINKING))
    async with asyncio.timeout(10):
        await PlainTalk((), lambda _: None).run(conversation.start)
    assert conversation.heard == [QuitRequested()]


async def test_where_nobody_reads_any_more_it_leaves(unused_tcp_port: int):
    reading, writing = os.pipe()
    os.close(reading)
    talk = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", "--plain", "--no-history",
        "--base-url", f"http://127.0.0.1:{unused_tcp_port}/v1",
        stdin=asyncio.subprocess.PIPE, stdout=writing, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    os.close(writing)
    assert talk.stderr is not None
    async with asyncio.timeout(30):
        assert await talk.stderr.read() == b""
        assert await talk.wait() == 0

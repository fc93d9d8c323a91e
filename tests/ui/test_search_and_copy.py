from dataclasses import replace

import pytest
from textual.events import Key

from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET, SPEAKING, TALK
from tests.ui.test_conversation_log import log, turns
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.ui.copying import Amount, copied
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.message_box import MessageBox
from tui_voice.ui.widgets.moment import Moment
from tui_voice.ui.widgets.numbers_bar import NumbersBar
from tui_voice.ui.widgets.search_box import SearchBox

LONG = QUIET._replace(entries=turns(60))


def styled(rig: Rig, part: str) -> list[str]:
    """The words in sight that wear the style of a part."""
    style = log(rig)._style(part)
    strips = [log(rig).render_line(y) for y in range(log(rig).size.height)]
    segments = [segment for strip in strips for segment in strip]
    return [each.text for each in segments if each.style and each.style.bgcolor == style.bgcolor]


def told(rig: Rig) -> list[str]:
    return [note.message for note in rig.app._notifications]


async def test_what_is_typed_is_searched_for_and_shown_where_it_stands() -> None:
    async with running(LONG) as rig:
        await rig.press("slash", *"question 7")
        assert "question 7" in rig.text()
        assert styled(rig, "present") == ["question 7"]
        assert "1 of 1" in rig.text()
        assert rig.conversation.heard == []


async def test_what_is_typed_in_the_same_breath_is_searched_for_and_does_nothing_else() -> None:
    async with running(LONG) as rig:
        for key in ("slash", *"smyta"):  # each of these letters does something elsewhere
            rig.app.post_message(Key(key, "/" if key == "slash" else key))
        await rig.until(lambda: "/ smyta" in rig.text())
        assert rig.conversation.heard == []
        assert told(rig) == []


async def test_the_hit_nearest_to_the_end_comes_first_and_enter_goes_back_in_time() -> None:
    async with running(LONG) as rig:
        await rig.press("slash", *"QUESTION")
        assert "60 of 60" in rig.text()
        await rig.press("enter", "enter", "up", "down")
        assert "58 of 60" in rig.text()
        await rig.press("down", "down", "down")
        assert "1 of 60" in rig.text()
        assert "question 0" in rig.text()


async def test_escape_leaves_the_search_and_stops_nothing() -> None:
    async with running(SPEAKING) as rig:
        await rig.press("slash", *"Lisbon")
        assert "esc leave" in rig.text()
        await rig.press("escape")
        assert rig.conversation.heard == []
        assert "esc stop" in rig.text()
        assert not rig.app.screen.query_one(SearchBox).is_open
        assert isinstance(rig.app.focused, ConversationLog)
        assert styled(rig, "present") == styled(rig, "found") == []


async def test_words_that_come_while_somebody_searches_are_found_too() -> None:
    async with running(LONG) as rig:
        await rig.press("slash", *"word")
        assert "nothing found" in rig.text()
        *rest, last = LONG.entries
        await rig.show(LONG._replace(entries=(*rest, replace(last, text="a word and a Word"))))
        assert "2" in rig.text().splitlines()[-3]
        assert sorted(styled(rig, "found") + styled(rig, "present")) == ["Word", "word"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("y", TALK[-1].text),
        ("t", f"You: {TALK[-2].text}\n\nAssistant: {TALK[-1].text}"),
    ],
)
async def test_a_key_copies_to_the_clipboard(key: str, text: str) -> None:
    async with running(SPEAKING) as rig:
        await rig.press(key)
        assert rig.app.clipboard == text


async def test_the_whole_conversation_is_copied_with_what_was_not_heard() -> None:
    async with running(SPEAKING) as rig:
        await rig.press("a")
        assert rig.app.clipboard.startswith("You: What should I know")
        assert "[not heard: " in rig.app.clipboard
        assert told(rig) == ["Copied the conversation."]


async def test_nothing_to_copy_is_said() -> None:
    async with running() as rig:
        await rig.press("y")
        assert told(rig) == ["There is nothing to copy yet."]
        assert rig.app.clipboard == ""


def test_the_turn_in_sight_is_the_question_with_its_answers() -> None:
    assert copied(Amount.TURN, TALK, 2).startswith(f"You: {TALK[1].text}\n\nAssistant: Expect")
    assert TALK[3].text not in copied(Amount.TURN, TALK, 2)
    assert copied(Amount.TURN, TALK, 5).startswith(f"You: {TALK[3].text}")


def test_what_is_copied_cannot_command_the_terminal_it_is_pasted_into() -> None:
    item = Item("a", Role.ASSISTANT, "rm\x1b[201~\rnow", ItemStatus.DONE)
    assert copied(Amount.ANSWER, (item,), 0) == "rm␛[201~now"


async def test_a_hit_and_the_cursor_can_be_told_without_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(LONG) as rig:
        await rig.press("i", "x")
        for style in (
            log(rig)._style("present"),
            rig.app.screen.query_one(MessageBox).get_component_rich_style("input--cursor"),
        ):
            assert style.reverse


async def test_a_long_message_shows_its_end_while_it_is_typed() -> None:
    async with running() as rig:
        await rig.press("i", *("long " * 20), *"end")
        assert "long end" in rig.text()
        await rig.press("home")
        assert rig.text().count("long end") == 0


@pytest.mark.parametrize("theme", ["tui-voice-dark", "textual-light", "tui-voice-ansi-dark"])
async def test_words_that_the_mouse_is_drawn_over_stand_out_and_are_copied(theme: str) -> None:
    async with running(SPEAKING, (100, 30)) as rig:
        rig.app.theme = theme
        await rig.pilot.pause()
        await rig.pilot.mouse_down(ConversationLog, offset=(3, 2))
        for widget in (ConversationLog, "#out", Moment, NumbersBar):  # also over what has no words
            await rig.pilot.hover(widget, offset=(9, 0))
        words = next(
            each
            for each in rig.app.screen._compositor.render_strips()[3]
            if each.text.startswith(TALK[1].text)
        )
        assert words.style
        unselected = log(rig)._style("words")
        if theme == "tui-voice-ansi-dark":
            assert (words.style.reverse, unselected.reverse) == (True, None)
        else:
            assert words.style.color == unselected.color
            assert words.style.bgcolor not in (words.style.color, unselected.bgcolor)
        await rig.pilot.mouse_up(NumbersBar, offset=(9, 0))
        await rig.press("ctrl+c")
        said = [each.text for each in SPEAKING.entries if isinstance(each, Item)]
        assert rig.app.clipboard.startswith(said[0])
        assert rig.app.clipboard.endswith(said[-1].split()[-1])

from dataclasses import replace
from typing import Any

from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET, SPEAKING, TALK
from tui_voice.conversation.items import Item, ItemStatus, Notice, Role, Severity
from tui_voice.ui.widgets.conversation_log import ConversationLog

ESCAPES = "\x1b[2J\x1b]0;title\x07[bold]loud[/bold] \u202eabc\u202c"


def log(rig: Rig) -> ConversationLog:
    return rig.app.screen.query_one(ConversationLog)


def turns(count: int) -> tuple[Item, ...]:
    return tuple(
        Item(f"i{n}", Role.USER, f"question {n}", ItemStatus.DONE, at_s=n) for n in range(count)
    )


async def test_an_empty_conversation_says_how_to_begin() -> None:
    async with running() as rig:
        assert "Press space to talk" in rig.text()


async def test_a_notice_alone_leaves_the_hint_standing() -> None:
    notice = Notice("No sound device.", Severity.WARNING, 0)
    async with running(QUIET._replace(entries=(notice,))) as rig:
        assert "▲ No sound device." in rig.text()
        assert "Press space to talk" in rig.text()


async def test_turns_show_speaker_time_latency_and_words() -> None:
    async with running(QUIET._replace(entries=TALK[1:3])) as rig:
        lines = rig.text().splitlines()
        assert any("You" in line and line.endswith("12:00") for line in lines)
        assert any("Assistant" in line and "0.62 s · 12:00" in line for line in lines)
        assert "Press space" not in rig.text()


async def test_words_stream_in_while_the_newest_line_stays_in_sight() -> None:
    async with running(SPEAKING) as rig:
        *rest, answer = TALK
        assert isinstance(answer, Item)
        for words in ("Yes, every day of the week.", "Yes, every day of the week. " * 40 + "End."):
            grown = replace(answer, text=words)
            await rig.show(SPEAKING._replace(entries=(*rest, grown)))
            assert words.split()[-1] in rig.text()


async def test_a_word_draws_its_line_and_no_other_anew() -> None:
    short = (*turns(2), Item("a", Role.ASSISTANT, "So"))
    async with running(QUIET._replace(entries=short)) as rig:
        whole = log(rig).region.reset_offset
        before = log(rig).render_lines(whole)
        await rig.show(QUIET._replace(entries=(*turns(2), replace(short[-1], text="So it is"))))
        after = log(rig).render_lines(whole)
        other = [row.text for row, was in zip(after, before, strict=True) if row is not was]
        assert [text.strip() for text in other] == ["▎ So it is"]


async def test_a_log_that_became_shorter_shows_nothing_of_what_was_below() -> None:
    async with running(QUIET._replace(entries=turns(5))) as rig:
        await rig.show(QUIET._replace(entries=turns(2)))
        assert "question 1" in rig.text()
        assert "question 2" not in rig.text()


async def test_scrolling_up_stops_following_and_the_end_starts_it_again() -> None:
    async with running(QUIET._replace(entries=turns(30))) as rig:
        assert "question 29" in rig.text()
        await rig.press("pageup")
        top = log(rig).scroll_offset.y
        await rig.show(QUIET._replace(entries=turns(40)))
        assert log(rig).scroll_offset.y == top
        assert not log(rig).follow
        await rig.press("end")
        assert "question 39" in rig.text()
        await rig.show(QUIET._replace(entries=turns(50)))
        assert "question 49" in rig.text()


async def test_another_width_keeps_the_place_of_a_person_who_looks_back() -> None:
    long = tuple(replace(turn, text=f"{turn.text} and on " * 12) for turn in turns(20))
    async with running(QUIET._replace(entries=long)) as rig:
        log(rig).scroll_to(y=log(rig).layout_rows.blocks[7].top, animate=False)
        await rig.pilot.pause()
        await rig.pilot.resize_terminal(50, 20)
        await rig.pilot.pause()
        assert log(rig).scroll_offset.y == log(rig).layout_rows.blocks[7].top


async def test_another_width_keeps_the_end_in_sight_of_a_person_who_follows() -> None:
    async with running(QUIET._replace(entries=turns(30))) as rig:
        await rig.pilot.resize_terminal(50, 14)
        await rig.pilot.pause()
        assert "question 29" in rig.text()


async def test_words_of_a_server_are_shown_and_not_obeyed() -> None:
    item = Item("a", Role.ASSISTANT, ESCAPES)
    notice = Notice(ESCAPES, Severity.ERROR, 0)
    link = QUIET.link._replace(message=ESCAPES, server=ESCAPES, credential=ESCAPES)
    view = QUIET._replace(entries=(item, notice), link=link)
    async with running(view, size=(160, 24)) as rig:
        assert "[bold]loud[/bold] ‹RLO›abc‹PDF›" in rig.text()
        assert not set(rig.text()) & {chr(code) for code in range(32) if chr(code) != "\n"}


async def test_the_tail_that_was_not_heard_is_dimmed() -> None:
    async with running(QUIET._replace(entries=TALK[4:5]), size=(120, 30)) as rig:
        strip = log(rig).render_line(1)
        styles = {segment.text.strip(): segment.style for segment in strip}
        heard = next(style for text, style in styles.items() if text.startswith("Opinions"))
        tail = next(style for text, style in styles.items() if "ten or" in text)
        assert heard != tail


async def test_selected_words_are_copied_without_what_is_drawn_around_them() -> None:
    async with running(QUIET._replace(entries=TALK[1:2]), size=(90, 24)) as rig:
        rig.app.screen.text_select_all()
        selected = rig.app.screen.get_selected_text()
        assert selected is not None
        assert TALK[1].text in selected
        assert "▎" not in selected


async def test_a_long_conversation_lays_out_a_delta_without_looking_at_the_rest() -> None:
    async with running(QUIET._replace(entries=turns(3_000))) as rig:
        before = [id(block) for block in log(rig).layout_rows.blocks]
        last = replace(turns(3_000)[-1], text="question 2999, really")
        await rig.show(QUIET._replace(entries=(*rig.app.view.entries[:-1], last)))
        assert "really" in rig.text()
        assert [id(block) for block in log(rig).layout_rows.blocks] == before


async def test_a_new_line_lays_out_nothing_but_the_log_and_moves_its_scrollbar() -> None:
    async with running(QUIET._replace(entries=turns(29))) as rig:
        await rig.show(QUIET._replace(entries=turns(30)))  # and the scrollbar has come to rest
        *rest, last = rig.app.view.entries
        screen: Any = rig.app.screen
        laid_out: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(log(rig), laid_out.append)
        await rig.show(QUIET._replace(entries=(*rest, replace(last, text="and on\n" * 90))))
        assert not laid_out
        assert log(rig).vertical_scrollbar.window_virtual_size == log(rig).virtual_size.height
        assert log(rig).is_vertical_scroll_end


async def test_the_scrollbar_comes_with_the_first_line_too_many_and_goes_with_it() -> None:
    async with running(QUIET._replace(entries=turns(2))) as rig:
        for count, needed in ((2, False), (30, True), (1, False)):
            await rig.show(QUIET._replace(entries=turns(count)))
            assert log(rig).show_vertical_scrollbar is needed


async def test_an_address_of_a_finished_answer_opens_what_is_read_and_its_words_open_nothing() -> (
    None
):
    text = "See [https://a.b](https://evil.example/x) and [run](javascript:alert)."
    live = Item("a", Role.ASSISTANT, text)
    async with running(QUIET._replace(entries=(live,)), size=(120, 30)) as rig:
        assert links(rig) == []
        await rig.show(QUIET._replace(entries=(replace(live, status=ItemStatus.DONE),)))
        assert links(rig) == [("https://evil.example/x", "https://evil.example/x")]


def links(rig: Rig) -> list[tuple[str, str]]:
    """What a click opens, as it is read and as it is."""
    rows = [log(rig).render_line(y) for y in range(log(rig).size.height)]
    segments = [segment for row in rows for segment in row]
    return [(text, style.link) for text, style, _ in segments if style and style.link]

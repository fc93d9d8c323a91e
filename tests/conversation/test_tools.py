import json

from tui_voice.conversation.export import to_json, to_markdown, to_text
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.subtitles import to_srt
from tui_voice.conversation.tools import LONGEST, NOTHING, told, told_shortly

QUESTION = Item("u1", Role.USER, "The weather?", ItemStatus.DONE)
CALL = Item(
    "f1",
    Role.CALL,
    '{  \n  "city": "London"\n}',
    ItemStatus.DONE,
    spoken=False,
    tool="weather",
    call_id="c1",
)
OUTPUT = Item("o1", Role.OUTPUT, "foggy", ItemStatus.DONE, spoken=False, call_id="c1")
SILENT = Item("o2", Role.OUTPUT, "", ItemStatus.DONE, spoken=False, call_id="c1")
TALK = (QUESTION, CALL, OUTPUT)


def test_a_call_is_told_as_a_programmer_would_write_it():
    assert told(CALL) == f"weather({CALL.text})"
    assert told_shortly(CALL) == 'weather({ "city": "London" })'


def test_an_output_is_told_as_it_is_and_an_empty_one_says_so():
    assert told(OUTPUT) == told_shortly(OUTPUT) == "foggy"
    assert told(SILENT) == told_shortly(SILENT) == NOTHING


def test_a_long_one_is_cut_on_the_screen_and_whole_where_it_is_exported():
    long = Item("o1", Role.OUTPUT, "fog " * 1000, ItemStatus.DONE, call_id="c1")
    assert told_shortly(long) == f"{('fog ' * 1000)[:LONGEST]}…"
    assert told(long) == long.text
    name = Item("f1", Role.CALL, "x" * 10_000, ItemStatus.DONE, tool="n" * 50, call_id="c1")
    assert len(told_shortly(name)) == LONGEST + len("(…)")


def test_texts_to_keep_say_what_tools_were_called_with_and_answered():
    assert to_text((QUESTION, CALL, SILENT)) == (
        f"You: The weather?\n\nTool called: weather({CALL.text})\n\nTool answered: (nothing)"
    )
    assert "## Tool answered · t0\n\nfoggy\n" in to_markdown(TALK, lambda at: f"t{at:g}")


def test_json_joins_a_call_and_its_output_and_leaves_turns_as_they_were():
    question, call, output = json.loads(to_json(TALK))["turns"]
    assert "call_id" not in question
    assert (call["role"], call["tool"], call["call_id"]) == ("tool_call", "weather", "c1")
    assert (output["role"], output["call_id"], output["text"]) == ("tool_output", "c1", "foggy")
    assert call["text"] == CALL.text


def test_subtitles_show_what_can_be_heard():
    assert "Tool" not in to_srt(TALK)
    assert "The weather?" in to_srt(TALK)

import json

from tui_voice.conversation.export import to_json, to_markdown, to_text, utc
from tui_voice.conversation.items import Entry, Item, ItemStatus, Notice, Role, Severity

CUT = Item(
    "a1",
    Role.ASSISTANT,
    "one two three four",
    ItemStatus.CUT,
    at_s=12.5,
    received_samples=48_000,
    heard_samples=24_000,
    latency_s=0.5,
)
TALK: tuple[Entry, ...] = (
    Notice("Connected.", Severity.INFO, 9.0),
    Item("u1", Role.USER, "Count to four.", ItemStatus.DONE, at_s=10.0),
    CUT,
    Item("u2", Role.USER, "", ItemStatus.UNHEARD, at_s=20.0),
)


def test_plain_text_names_the_speakers_and_marks_what_was_not_heard():
    assert to_text(TALK) == "You: Count to four.\n\nAssistant: one two t [not heard: hree four]"


def test_markdown_strikes_through_what_was_not_heard():
    text = to_markdown(TALK, lambda at: f"t{at:g}")
    assert "## You · t10\n\nCount to four.\n" in text
    assert "## Assistant · t12.5\n\none two t~~hree four~~\n\n*Cut short" in text
    assert "Connected" not in text


def test_json_holds_every_turn_and_the_tail_apart():
    turns = json.loads(to_json(TALK))["turns"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"]
    assert turns[1]["unheard"] == "hree four"
    assert turns[1]["text"].endswith(turns[1]["unheard"])
    assert turns[1]["at"] == utc(12.5) == "1970-01-01T00:00:12+00:00"


def test_an_answer_of_which_nothing_was_heard_is_marked_whole():
    silent = Item("a", Role.ASSISTANT, "Hello.", ItemStatus.CUT)
    assert to_text((silent,)) == "Assistant: [not heard: Hello.]"


def test_an_empty_conversation_is_an_empty_text():
    assert to_text(()) == ""
    assert json.loads(to_json(())) == {"turns": []}

"""Items in their order."""

from typing import Any

import pytest

from tui_voice.offline.conversation import MAX_ITEMS, Conversation
from tui_voice.offline.items import item_from_client, text_of
from tui_voice.offline.protocol import ProtocolError


def _message(item_id: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": item_id}]
    return {"id": item_id, "type": "message", "role": "user", "content": content}


def _ids(conversation: Conversation) -> list[str]:
    return [item["id"] for item in conversation]


def test_items_follow_one_another() -> None:
    conversation = Conversation()
    assert conversation.add(_message("a")) is None
    assert conversation.add(_message("b")) == "a"
    assert conversation.add(_message("c"), "a") == "a"
    assert conversation.add(_message("d"), "root") is None
    assert _ids(conversation) == ["d", "a", "c", "b"]


def test_a_deleted_item_leaves_no_gap() -> None:
    conversation = Conversation()
    for item_id in "abc":
        conversation.add(_message(item_id))
    conversation.remove("b")
    assert _ids(conversation) == ["a", "c"]
    conversation.lengthen("b", b"", 200)  # sound may still be on its way


def test_the_same_id_cannot_come_twice() -> None:
    conversation = Conversation()
    conversation.add(_message("a"))
    with pytest.raises(ProtocolError, match="already exists"):
        conversation.add(_message("a"))


def test_nothing_follows_an_item_that_is_not_there() -> None:
    with pytest.raises(ProtocolError, match="does not exist"):
        Conversation().add(_message("a"), "b")


def test_a_conversation_has_an_end() -> None:
    conversation = Conversation()
    for number in range(MAX_ITEMS):
        conversation.add(_message(str(number)))
    with pytest.raises(ProtocolError, match="takes no more"):
        conversation.add(_message("one more"))


def test_an_item_gets_an_id_and_is_complete() -> None:
    given = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]}
    item = item_from_client(given)
    assert item["id"].startswith("item_")
    assert item["status"] == "completed"
    assert text_of(item) == "hi"


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({"type": "song"}, "item.type"),
        ({"type": "message", "role": "robot", "content": []}, "item.role"),
        ({"type": "message", "role": "user", "content": "hi"}, "item.content"),
        (
            {"type": "message", "role": "assistant", "content": [{"type": "input_text"}]},
            "item.content[0].type",
        ),
        ({"type": "message", "role": "user", "content": ["hi"]}, "item.content[0]"),
        ({"type": "message", "id": 5, "role": "user", "content": []}, "item.id"),
        ({"type": "function_call_output", "call_id": "c"}, "item.output"),
    ],
)
def test_a_wrong_item_is_refused_by_the_name_of_the_field(item: dict[str, Any], param: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        item_from_client(item)
    assert refused.value.param == param

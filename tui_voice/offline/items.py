"""What a conversation item may look like when a client sends it. Pure."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from tui_voice.offline.checks import (
    Rule,
    array,
    checked,
    complete,
    one_of,
    or_null,
    string,
    text,
    up_to,
)
from tui_voice.offline.protocol import new_id

Item: TypeAlias = dict[str, Any]

_LONGEST_ID = 32
"""Characters; OpenAI refuses longer ids of items."""

_CONTENT_TYPES = {
    "user": ("input_text", "input_audio", "input_image"),
    "system": ("input_text",),
    "assistant": ("output_text", "output_audio"),
}
_PART: Mapping[str, Rule] = {
    "type": text,
    "text": or_null(text),
    "transcript": or_null(text),
    "audio": or_null(string),
    "image_url": or_null(string),
    "detail": or_null(one_of("auto", "low", "high")),
}
_REQUIRED: Mapping[str, Mapping[str, Rule]] = {
    "message": {"role": one_of(*_CONTENT_TYPES), "content": array},
    "function_call": {"name": text, "arguments": text},
    "function_call_output": {"call_id": text, "output": text},
}
_ALLOWED: Mapping[str, Rule] = {
    "id": or_null(up_to(_LONGEST_ID)),
    "type": text,
    "object": or_null(one_of("realtime.item")),
    "status": or_null(one_of("completed", "incomplete", "in_progress")),
    "call_id": or_null(text),
}


def item_from_client(given: object, path: str = "item") -> Item:
    """Check an item a client adds and fill in what it left out. Raises ``ProtocolError``."""
    given = complete(path, given, "type")
    kind = one_of(*_REQUIRED)(f"{path}.type", given["type"])
    fields = checked(path, given, {**_ALLOWED, **_REQUIRED[kind]})
    complete(path, given, *_REQUIRED[kind])
    item = {**fields, "id": fields.get("id") or new_id("item"), "status": "completed"}
    if kind != "message":
        return item
    parts = enumerate(item["content"])
    content = [_part(f"{path}.content[{index}]", part, item["role"]) for index, part in parts]
    return {**item, "content": content}


def _part(path: str, given: object, role: str) -> Item:
    part = complete(path, given, "type")
    kind = one_of(*_CONTENT_TYPES[role])(f"{path}.type", part["type"])
    if kind.endswith("_text"):
        complete(path, part, "text")
    return checked(path, part, _PART)


def text_of(item: Item) -> str:
    """The words of a message, as far as they are known."""
    parts: list[Item] = item.get("content") or []
    words = [part.get("text") or part.get("transcript") or "" for part in parts]
    return " ".join(word for word in words if word)

"""What a conversation item may look like when a client sends it. Pure."""

from typing import Any, TypeAlias, cast

from tui_voice.offline.checks import array, one_of, text
from tui_voice.offline.protocol import missing, new_id, wrong_type

Item: TypeAlias = dict[str, Any]

_CONTENT_TYPES = {
    "user": ("input_text", "input_audio", "input_image"),
    "system": ("input_text",),
    "assistant": ("output_text", "output_audio"),
}
_FIELDS_OF_CALLS = {
    "function_call": ("name", "arguments"),
    "function_call_output": ("call_id", "output"),
}


def item_from_client(given: Item) -> Item:
    """Check an item a client adds and fill in what it left out. Raises ``ProtocolError``."""
    kind = one_of("message", *_FIELDS_OF_CALLS)("item.type", _field("item", given, "type"))
    item_id = given.get("id") or new_id("item")
    item = {**given, "id": text("item.id", item_id), "status": "completed"}
    if kind == "message":
        return {**item, "content": _content(given)}
    for name in _FIELDS_OF_CALLS[kind]:
        text(f"item.{name}", _field("item", given, name))
    return item


def _content(given: Item) -> list[Item]:
    role = one_of(*_CONTENT_TYPES)("item.role", _field("item", given, "role"))
    parts = array("item.content", _field("item", given, "content"))
    for index, part in enumerate(parts):
        place = f"item.content[{index}]"
        if not isinstance(part, dict):
            raise wrong_type(place, "an object", part)
        kind = _field(place, cast("Item", part), "type")
        one_of(*_CONTENT_TYPES[role])(f"{place}.type", kind)
    return parts


def _field(path: str, given: Item, name: str) -> Any:
    if name not in given:
        raise missing(f"{path}.{name}")
    return given[name]


def text_of(item: Item) -> str:
    """The words of a message, as far as they are known."""
    parts: list[Item] = item.get("content") or []
    words = [part.get("text") or part.get("transcript") or "" for part in parts]
    return " ".join(word for word in words if word)

"""What a conversation item may look like when a client sends it. Pure."""

from typing import Any, TypeAlias, cast

from tui_voice.offline.checks import invalid
from tui_voice.offline.protocol import new_id

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
    kind = given.get("type")
    item = {**given, "id": given.get("id") or new_id("item"), "status": "completed"}
    if not isinstance(item["id"], str):
        raise invalid("item.id", "a string")
    if kind == "message":
        return {**item, "content": _content(given)}
    if kind in _FIELDS_OF_CALLS:
        for name in _FIELDS_OF_CALLS[kind]:
            if not isinstance(given.get(name), str):
                raise invalid(f"item.{name}", "a string")
        return item
    raise invalid("item.type", "'message', 'function_call' or 'function_call_output'")


def _content(given: Item) -> list[Item]:
    allowed = _CONTENT_TYPES.get(str(given.get("role")))
    if allowed is None:
        raise invalid("item.role", "'user', 'assistant' or 'system'")
    parts = given.get("content")
    if not isinstance(parts, list):
        raise invalid("item.content", "an array")
    for index, part in enumerate(cast("list[object]", parts)):
        if not isinstance(part, dict) or cast("Item", part).get("type") not in allowed:
            raise invalid(f"item.content[{index}].type", " or ".join(allowed))
    return cast("list[Item]", parts)


def text_of(item: Item) -> str:
    """The words of a message, as far as they are known."""
    parts: list[Item] = item.get("content") or []
    words = [part.get("text") or part.get("transcript") or "" for part in parts]
    return " ".join(word for word in words if word)

"""Items of the wire that tell what a tool was called with, or what it answered. Pure."""

from tui_voice.realtime import wire
from tui_voice.session.events import ToolUse

LONGEST_CALL_ID = 32
"""Characters that OpenAI's server takes for the ``call_id`` of an item it is given."""


def tool_use(item: wire.Item) -> ToolUse | None:
    """What an item tells of a tool; None where it tells of none."""
    match item.type:
        case "function_call":
            return ToolUse(item.call_id or item.id, item.name or "", item.arguments or "")
        case "function_call_output":
            return ToolUse(item.call_id or "", output=item.output or "")
        case "mcp_call":
            # The server has called it by itself and tells its output in the same item, by whose
            # id the two are joined here.
            name, arguments = item.name or "", item.arguments or ""
            return ToolUse(item.id[-LONGEST_CALL_ID:], name, arguments, _output(item))
        case _:
            return None


def _output(item: wire.Item) -> str | None:
    if item.error is not None:
        return f"failed: {item.error.message or 'no reason given'}"
    return item.output

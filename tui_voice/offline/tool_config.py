"""What a client may say of its tools, and of which is to be called. Pure."""

from collections.abc import Mapping
from typing import Any, cast

from tui_voice.offline.checks import (
    Rule,
    anything,
    array,
    array_of,
    checked,
    complete,
    object_of,
    one_of,
    or_null,
    text,
    word_or,
)
from tui_voice.offline.protocol import ProtocolError

_FUNCTION: Mapping[str, Rule] = {
    "type": text,
    "name": text,
    "description": or_null(text),
    "parameters": or_null(object_of(anything)),
    "strict": anything,
}

_READ_OF_A_SCHEMA: Mapping[str, Rule] = {
    "properties": or_null(object_of(object_of(anything))),
    "required": or_null(array_of(text)),
}
"""The parts of a function's schema that are looked at without a language model."""

_CHOICE: Mapping[str, Rule] = {
    "type": one_of("function", "mcp"),
    "name": or_null(text),
    "server_label": or_null(text),
}


def tools(path: str, value: Any) -> list[Any]:
    """Check the tools: functions have a name and a schema. Raises ``ProtocolError``."""
    for index, tool in enumerate(array(path, value)):
        _tool(f"{path}[{index}]", tool)
    return value


def _tool(path: str, value: Any) -> None:
    tool = complete(path, value, "type")
    if one_of("function", "mcp")(f"{path}.type", tool["type"]) == "mcp":
        complete(path, tool, "server_label")
        text(f"{path}.server_label", tool["server_label"])
        return
    checked(path, complete(path, tool, "name"), _FUNCTION)
    schema = cast("dict[str, Any]", tool.get("parameters") or {})
    for name, rule in _READ_OF_A_SCHEMA.items():
        try:
            checked(f"{path}.parameters.{name}", schema.get(name), rule)
        except ProtocolError as error:
            raise ProtocolError(
                f"Invalid schema for function '{tool['name']}': {error.message}",
                code="invalid_function_parameters",
                param=f"{path}.parameters",
            ) from None


def _chosen(path: str, value: Any) -> Any:
    return checked(path, complete(path, value, "type"), _CHOICE)


tool_choice = word_or(("none", "auto", "required"), _chosen)
"""Accepts which tool is to be called: a word, or a tool by its name."""

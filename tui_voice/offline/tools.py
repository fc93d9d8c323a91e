"""Which of the client's tools a question asks for, and with what arguments. Pure.

A tool is called when it is named ("use the tool get weather with London"), or when the question
has the words of its name or description in it ("what is the weather in London").
"""

import json
import re
from typing import Any, TypeAlias, cast

from tui_voice.offline.items import text_of
from tui_voice.offline.numbers import from_words
from tui_voice.offline.ports import Question, ToolCall

Tool: TypeAlias = dict[str, Any]

_SHARED_WORDS = 2
"""How many words of its description a question must have in it, where the name is not enough."""

_ORDER = re.compile(r"\b(?:use|call|run)\b")
_PREPOSITION = re.compile(r"\b(?:with|in|for|of|at|to|about|from|is)\s+", re.I)
_VERBS = {"get", "set", "fetch", "find", "look", "lookup", "search", "check", "do", "make", "query"}
_SMALL_WORDS = {
    *("a", "an", "the", "is", "are", "it", "to", "of", "in", "on", "for", "and", "or", "at", "by"),
    *("what", "who", "when", "where", "how", "which", "me", "my", "you", "your", "i", "this"),
    *("that", "with", "from", "up", "tell", "please", "use", "tool", "tools", "function", "call"),
    *("can", "will", "when", "if", "be", "given", "returns", "return", "current", "now", "today"),
}


def wanted_tool(question: Question) -> ToolCall | None:
    """Return the call that answers a question, or ``None`` when words do."""
    tools = [tool for tool in question.tools if tool.get("type") == "function"]
    if not question.items or question.items[-1].get("role") != "user":
        return None
    tools = _allowed(tools, question.tool_choice)
    if not tools:
        return None
    asked = text_of(question.items[-1])
    chosen = next((tool for tool in tools if _is_wanted(tool, asked)), None)
    if chosen is None and question.tool_choice not in ("auto", None):
        chosen = tools[0]  # "required", or this one by name
    return ToolCall(chosen["name"], _arguments(chosen, asked)) if chosen else None


def _allowed(tools: list[Tool], choice: object) -> list[Tool]:
    if choice == "none":
        return []
    if isinstance(choice, dict):
        name = cast("dict[str, Any]", choice).get("name")
        return [tool for tool in tools if tool["name"] == name]
    return tools


def _is_wanted(tool: Tool, asked: str) -> bool:
    words = _words(asked)
    name = _words(tool["name"].replace("_", " ").replace("-", " "))
    if _ORDER.search(asked.lower()) and set(name) <= set(words):
        return True
    subject = set(name) - _VERBS - _SMALL_WORDS
    if subject and subject <= set(words):
        return True
    described = set(_words(str(tool.get("description") or ""))) - _SMALL_WORDS - _VERBS
    return len(described & set(words)) >= _SHARED_WORDS


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _arguments(tool: Tool, asked: str) -> str:
    """The arguments as JSON: those given as JSON in the question, or what follows a preposition."""
    given = asked[asked.find("{") : asked.rfind("}") + 1]
    try:
        json.loads(given)
    except (ValueError, RecursionError):
        pass
    else:
        return given
    schema: Any = tool.get("parameters") or {}
    properties: dict[str, Any] = schema.get("properties") or {}
    required: list[str] = schema.get("required") or []
    values = {name: _value(properties.get(name) or {}, asked) for name in required}
    return json.dumps(values)


def _value(schema: dict[str, Any], asked: str) -> object:
    """The value of a required parameter, as far as it can be read off the question."""
    phrase = _PREPOSITION.split(asked)[-1].strip(" ?.!")
    match schema.get("type"):
        case "integer" | "number":
            digits = re.search(r"-?\d+(?:\.\d+)?", asked)
            if digits:
                number = float(digits[0])
                return int(number) if number.is_integer() else number
            spelled = [from_words([word]) for word in _words(asked)]
            return next((number for number in spelled if number is not None), 0)
        case "boolean":
            return not re.search(r"\b(?:no|not|off|false)\b", asked.lower())
        case "array":
            return [phrase]
        case "object":
            return {}
        case _:
            allowed: list[object] = schema.get("enum") or []
            said = [each for each in allowed if str(each).lower() in asked.lower()]
            return said[0] if said else (allowed[0] if allowed else phrase)

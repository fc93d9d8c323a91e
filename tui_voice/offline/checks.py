"""Checks for the fields of a client event, each saying in the error which field is wrong. Pure.

A rule is either a function from a field's path and value to the accepted value, or a mapping from
field names to rules. All of them raise ``ProtocolError``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from tui_voice.offline.protocol import ProtocolError, missing, wrong_type

LONGEST_TEXT = 256_000
"""Characters; OpenAI takes no more in one field."""

Rule: TypeAlias = "Callable[[str, Any], Any] | Mapping[str, Rule]"


def checked(path: str, value: object, rule: Rule) -> Any:
    """Return the accepted part of ``value``; an unknown field is an error."""
    if callable(rule):
        return rule(path, value)
    fields = complete(path, value)
    for name in fields:
        if name not in rule:
            raise ProtocolError(
                f"Unknown parameter: '{path}.{name}'.",
                code="unknown_parameter",
                param=f"{path}.{name}",
            )
    return {name: checked(f"{path}.{name}", fields[name], rule[name]) for name in fields}


def complete(path: str, value: object, *names: str) -> dict[str, Any]:
    """Return an object that has all of these fields."""
    if not isinstance(value, dict):
        raise wrong_type(path, "an object", value)
    fields = cast("dict[str, Any]", value)
    for name in names:
        if name not in fields:
            raise missing(f"{path}.{name}")
    return fields


def invalid(path: str, expected: str) -> ProtocolError:
    """Build the error for a value that is not what the field takes."""
    return ProtocolError(
        f"Invalid value for '{path}': expected {expected}.", code="invalid_value", param=path
    )


def not_among(path: str, value: str, allowed: Iterable[str]) -> ProtocolError:
    """Build the error for a word that is none of the supported ones, in OpenAI's words."""
    *others, last = (f"'{each}'" for each in allowed)
    supported = f"{', '.join(others)}, and {last}" if others else last
    return ProtocolError(
        f"Invalid value: '{value}'. Supported values are: {supported}.",
        code="invalid_value",
        param=path,
    )


def anything(_path: str, value: Any) -> Any:
    """Accept whatever is there."""
    return value


def string(path: str, value: Any) -> str:
    """Accept a string, however long."""
    if not isinstance(value, str):
        raise wrong_type(path, "a string", value)
    return value


def up_to(longest: int) -> Callable[[str, Any], str]:
    """Accept a string of at most so many characters."""

    def check(path: str, value: Any) -> str:
        length = len(string(path, value))
        if length > longest:
            raise ProtocolError(
                f"Invalid '{path}': string too long. Expected a string with maximum length "
                f"{longest}, but got a string with length {length} instead.",
                code="string_above_max_length",
                param=path,
            )
        return value

    return check


text = up_to(LONGEST_TEXT)
"""Accepts a string of a length that OpenAI takes."""


def one_of(*allowed: str) -> Callable[[str, Any], str]:
    """Accept one of these words."""

    def check(path: str, value: Any) -> str:
        if string(path, value) not in allowed:
            raise not_among(path, value, allowed)
        return value

    return check


def word_or(words: Sequence[str], rule: Rule) -> Callable[[str, Any], Any]:
    """Accept one of these words, or what the rule accepts."""
    word = one_of(*words)
    return lambda path, value: (
        word(path, value) if isinstance(value, str) else checked(path, value, rule)
    )


def number(lowest: float, highest: float) -> Callable[[str, Any], float]:
    """Accept a number within these limits."""

    def check(path: str, value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise wrong_type(path, "a number", value)
        if lowest <= value <= highest:
            return value
        kind = "integer" if isinstance(value, int) else "decimal"
        side, word, sign, limit = (
            ("below", "minimum", ">=", lowest)
            if value < lowest
            else ("above", "maximum", "<=", highest)
        )
        raise ProtocolError(
            f"Invalid '{path}': {kind} {side} {word} value. Expected a value {sign} {limit}, "
            f"but got {value} instead.",
            code=f"{kind}_{side}_{word[:3]}_value",
            param=path,
        )

    return check


def whole(lowest: int, highest: int) -> Callable[[str, Any], int]:
    """Accept a whole number within these limits."""
    within = number(lowest, highest)

    def check(path: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong_type(path, "an integer", value)
        return int(within(path, value))

    return check


def flag(path: str, value: Any) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise wrong_type(path, "a boolean", value)
    return value


def array(path: str, value: Any) -> list[Any]:
    """Accept an array."""
    if not isinstance(value, list):
        raise wrong_type(path, "an array", value)
    return cast("list[Any]", value)


def array_of(rule: Rule) -> Callable[[str, Any], list[Any]]:
    """Accept an array of what the rule accepts."""

    def check(path: str, value: Any) -> list[Any]:
        parts = enumerate(array(path, value))
        return [checked(f"{path}[{index}]", part, rule) for index, part in parts]

    return check


def object_of(rule: Rule) -> Callable[[str, Any], dict[str, Any]]:
    """Accept an object whose fields, whatever their names, are what the rule accepts."""

    def check(path: str, value: Any) -> dict[str, Any]:
        fields = complete(path, value).items()
        return {name: checked(f"{path}.{name}", part, rule) for name, part in fields}

    return check


def or_null(rule: Rule) -> Callable[[str, Any], Any]:
    """Accept null, and whatever the rule accepts."""
    return lambda path, value: None if value is None else checked(path, value, rule)

"""Checks for the fields of a client event, each saying in the error which field is wrong. Pure.

A rule is either a function from a field's path and value to the accepted value, or a mapping from
field names to rules. All of them raise ``ProtocolError``.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, cast

from tui_voice.offline.protocol import ProtocolError, wrong_type

Rule: TypeAlias = "Callable[[str, Any], Any] | Mapping[str, Rule]"


def checked(path: str, value: object, rule: Rule) -> Any:
    """Return the accepted part of ``value``; an unknown field is an error."""
    if callable(rule):
        return rule(path, value)
    if not isinstance(value, dict):
        raise wrong_type(path, "an object", value)
    fields = cast("dict[str, Any]", value)
    for name in fields:
        if name not in rule:
            raise ProtocolError(
                f"Unknown parameter: '{path}.{name}'.",
                code="unknown_parameter",
                param=f"{path}.{name}",
            )
    return {name: checked(f"{path}.{name}", fields[name], rule[name]) for name in fields}


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


def text(path: str, value: Any) -> str:
    """Accept a string."""
    if not isinstance(value, str):
        raise wrong_type(path, "a string", value)
    return value


def one_of(*allowed: str) -> Callable[[str, Any], str]:
    """Accept one of these words."""

    def check(path: str, value: Any) -> str:
        if not isinstance(value, str):
            raise wrong_type(path, "a string", value)
        if value not in allowed:
            raise not_among(path, value, allowed)
        return value

    return check


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
            f"Invalid '{path}': {kind} {side} {word} value. Expected a value {sign} {limit:g}, "
            f"but got {value:g} instead.",
            code=f"{kind}_{side}_{word[:3]}_value",
            param=path,
        )

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


def or_null(rule: Rule) -> Callable[[str, Any], Any]:
    """Accept null, and whatever the rule accepts."""
    return lambda path, value: None if value is None else checked(path, value, rule)

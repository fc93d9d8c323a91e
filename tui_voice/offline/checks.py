"""Checks for the fields of a client event, each saying in the error which field is wrong. Pure.

A rule is either a function from a field's path and value to the accepted value, or a mapping from
field names to rules. All of them raise ``ProtocolError``.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

from tui_voice.offline.protocol import ProtocolError

Rule: TypeAlias = "Callable[[str, Any], Any] | Mapping[str, Rule]"


def checked(path: str, value: object, rule: Rule) -> Any:
    """Return the accepted part of ``value``; an unknown field is an error."""
    if callable(rule):
        return rule(path, value)
    if not isinstance(value, dict):
        raise invalid(path, "an object")
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


def anything(_path: str, value: Any) -> Any:
    """Accept whatever is there."""
    return value


def text(path: str, value: Any) -> str:
    """Accept a string."""
    if not isinstance(value, str):
        raise invalid(path, "a string")
    return value


def one_of(*allowed: str) -> Callable[[str, Any], str]:
    """Accept one of these words."""

    def check(path: str, value: Any) -> str:
        if value not in allowed:
            raise invalid(path, " or ".join(f"'{each}'" for each in allowed))
        return value

    return check


def number(lowest: float, highest: float) -> Callable[[str, Any], float]:
    """Accept a number within these limits."""

    def check(path: str, value: Any) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not lowest <= value <= highest:
            raise invalid(path, f"a number from {lowest:g} to {highest:g}")
        return value

    return check


def flag(path: str, value: Any) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise invalid(path, "true or false")
    return value


def array(path: str, value: Any) -> list[Any]:
    """Accept an array."""
    if not isinstance(value, list):
        raise invalid(path, "an array")
    return cast("list[Any]", value)


def or_null(rule: Rule) -> Callable[[str, Any], Any]:
    """Accept null, and whatever the rule accepts."""
    return lambda path, value: None if value is None else checked(path, value, rule)

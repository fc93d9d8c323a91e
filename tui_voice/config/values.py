"""What a person wrote, made into the value of a setting, or refused in a sentence."""

from enum import StrEnum
from typing import Any

from tui_voice.config.settings import MEANINGS, Settings

DEFAULTS = Settings()

_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


class SettingsError(Exception):
    """The settings cannot be used; says where, why and what is allowed, for a person."""


def allowed(name: str) -> str:
    """What the setting ``name`` may be, as the end of "it must be …"."""
    kind = _kind(name)
    if issubclass(kind, StrEnum):
        *most, last = (str(choice) for choice in kind)
        return f"{', '.join(most)} or {last}"
    if kind is bool:
        return "true or false"
    if kind is str:
        return "text"
    number = "a whole number" if kind is int else "a number"
    limits = MEANINGS[name].limits
    return number if limits is None else f"{number} from {limits[0]:g} to {limits[1]:g}"


def checked(name: str, value: object) -> Any:
    """``value`` as the setting ``name`` holds it: a choice for its name, 1.0 for 1.

    Raises ``SettingsError`` ("must be …, not …") for a wrong type, an unknown choice and a number
    beyond the limits.
    """
    kind = _kind(name)
    if issubclass(kind, StrEnum) and value in [str(choice) for choice in kind]:
        return kind(str(value))
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or not _within_limits(name, value):
        raise SettingsError(f"must be {allowed(name)}, not {_quoted(value)}")
    return value


def parsed(name: str, text: str) -> Any:
    """The value that ``text`` stands for: in a flag, an environment variable or a text field.

    Raises ``SettingsError`` like ``checked``.
    """
    kind = _kind(name)
    value: object = text
    try:
        if kind is bool:
            value = _WORDS.get(text.strip().lower(), text)
        elif kind is int:
            value = int(text)
        elif kind is float:
            value = float(text)
    except ValueError:
        pass  # still text: refused below, in the same words as every other wrong value
    return checked(name, value)


def _kind(name: str) -> type[Any]:
    default: object = getattr(DEFAULTS, name)
    return type(default)


def _within_limits(name: str, value: Any) -> bool:
    limits = MEANINGS[name].limits
    return limits is None or limits[0] <= value <= limits[1]  # false for "not a number", too


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"

"""Which key does what: the names of keys, the person's own choice, and what is refused. Pure."""

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tui_voice.config.actions import ACTIONS, overlap

_NAMED = (
    *("space", "enter", "tab", "escape", "backspace", "delete", "insert", "home", "end"),
    *(
        "pageup",
        "pagedown",
        "up",
        "down",
        "left",
        "right",
        *(f"f{number}" for number in range(1, 25)),
    ),
)
_ALSO = {"esc": "escape", "return": "enter", "del": "delete", "ins": "insert"}
_SIGNS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Signs that the terminal library names otherwise than Unicode does."""
_SHOWN = {
    "escape": "esc",
    "pageup": "page up",
    "pagedown": "page down",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_HELD = r"((?:(?:ctrl|shift|alt|super|meta)\+)*)(.+)"


class KeysError(Exception):
    """A key or an action cannot be; says why, for a person. ``action`` is the one at fault."""

    def __init__(self, words: str, action: str = "") -> None:
        super().__init__(words)
        self.action = action


def canonical(key: str) -> str:
    """A key as the terminal library calls it: ``?`` is ``question_mark``.

    Raises ``KeysError`` for what is no key.
    """
    match = re.fullmatch(_HELD, key.strip(), re.IGNORECASE)
    if match is None:
        raise KeysError("must name a key")
    held, name = match.group(1).lower(), match.group(2)
    if len(name) == 1:
        return held + (name.lower() if held else _named(name))
    name = _ALSO.get(name.lower(), name.lower())
    if name not in _NAMED and not _sign(name):
        raise KeysError(f"must name a key, not '{key.strip()}'")
    return held + name


def key_name(key: str) -> str:
    """A key as a person calls it: ``esc``, ``?``, ``ctrl+s``."""
    held, _, name = key.rpartition("+")
    if name not in _NAMED:
        name = _sign(name) or name
    name = _SHOWN.get(name, name)
    return f"{held}+{name}" if held else name


class Keymap(NamedTuple):
    """The keys in force. ``chosen`` are the person's own: action → its keys, with commas."""

    chosen: Mapping[str, str] = MappingProxyType({})

    def keys(self, action: str) -> tuple[str, ...]:
        """All keys of an action, as the terminal library calls them."""
        return tuple(self.chosen.get(action, ACTIONS[action].keys).split(","))

    def name(self, action: str) -> str:
        """The first key of an action as a person calls it: for a hint."""
        return key_name(self.keys(action)[0])

    def names(self, action: str) -> str:
        """All of them: ``f1, ?``."""
        return ", ".join(key_name(key) for key in self.keys(action))

    def with_keys(self, action: str, keys: Iterable[str]) -> "Keymap":
        """The same with other keys for an action; those it has by itself are no choice."""
        written = ",".join(keys)
        others = {name: own for name, own in self.chosen.items() if name != action}
        return Keymap(others if written == ACTIONS[action].keys else {**others, action: written})

    def conflict(self, action: str) -> str:
        """The action that has one of the same keys where this one works, or nothing."""
        mine, place = set(self.keys(action)), ACTIONS[action].place
        for other, known in ACTIONS.items():
            if other != action and overlap(place, known.place) and mine & set(self.keys(other)):
                return other
        return ""


def keymap(table: Mapping[str, object]) -> Keymap:
    """The keymap of a settings file's table: action → keys with commas. Raises ``KeysError``."""
    chosen: dict[str, str] = {}
    for action, keys in table.items():
        if action not in ACTIONS:
            known = _near(action, ACTIONS) or f" The actions are: {', '.join(ACTIONS)}."
            raise KeysError(f"unknown action '{action}'.{known}", action)
        if not isinstance(keys, str) or not keys.strip():
            raise KeysError(f"'{action}' must be keys as text, such as \"space,ctrl+t\".", action)
        try:
            chosen[action] = ",".join(canonical(key) for key in keys.split(","))
        except KeysError as problem:
            raise KeysError(f"'{action}' {problem}.", action) from None
    made = Keymap({name: keys for name, keys in chosen.items() if keys != ACTIONS[name].keys})
    for action in made.chosen:
        if words := refusal(made, action):
            raise KeysError(f"'{action}' {words}", action)
    return made


def refusal(made: Keymap, action: str) -> str:
    """Why an action cannot have its keys beside the others, ending a sentence; or nothing."""
    other = made.conflict(action)
    if not other:
        return ""
    shared = next(key for key in made.keys(action) if key in made.keys(other))
    return f"cannot have {key_name(shared)}: it is a key of '{other}' ({ACTIONS[other].help})."


def _named(character: str) -> str:
    """What the terminal library calls a character: a letter is itself, a sign has a name."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SIGNS.get(name, name)


def _sign(name: str) -> str:
    """The sign of that name, or nothing."""
    if name in _ASCII:
        return _ASCII[name]
    try:
        sign = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return ""
    return "" if sign.isalnum() else sign


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only a mistake pays for it

    near = get_close_matches(name, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


_ASCII = {_named(sign): sign for sign in string.punctuation}

"""Every key of the app, by the place where it works: for the help and the command palette."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.binding import Binding, BindingType

from tui_voice.config.actions import ACTIONS, Place
from tui_voice.config.keys import Keymap
from tui_voice.ui.screens.talk import TalkScreen


class KeyGroup(NamedTuple):
    """A heading, and below it keys with what they do."""

    title: str
    keys: list[tuple[str, str]]


class Command(NamedTuple):
    """What the command palette offers: ``name`` in ``ACTIONS``; ``action`` as the app names it."""

    name: str
    title: str
    keys: str
    action: str


def key_groups(keymap: Keymap, places: Iterable[Place]) -> list[KeyGroup]:
    """All keys in force in these places, by the place where they work."""
    return [
        KeyGroup(
            str(place),
            [
                (keymap.names(name), each.help)
                for name, each in ACTIONS.items()
                if each.place is place
            ],
        )
        for place in places
    ]


def commands(everywhere: Sequence[BindingType], keymap: Keymap) -> Iterable[Command]:
    """What the keys of the conversation and those ``everywhere``, the app's own, do."""
    for where, bindings in (("screen", TalkScreen.BINDINGS), ("app", everywhere)):
        for binding in bindings:
            if isinstance(binding, Binding) and binding.id and binding.id != "palette":
                named = "." in binding.action.partition("(")[0]
                action = binding.action if named else f"{where}.{binding.action}"
                yield Command(binding.id, binding.description, keymap.names(binding.id), action)

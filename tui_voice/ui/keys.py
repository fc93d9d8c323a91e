"""Every key of the app, by the place where it works: for the help and the command palette."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode

from tui_voice.config.actions import ACTIONS, Place
from tui_voice.config.keys import Keymap


class KeyGroup(NamedTuple):
    """A heading, and below it keys with what they do."""

    title: str
    keys: list[tuple[str, str]]


class Command(NamedTuple):
    """What the command palette offers: ``name`` in ``ACTIONS``; ``action`` as ``node`` names it."""

    name: str
    title: str
    keys: str
    action: str
    node: DOMNode


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


def commands(nodes: Iterable[DOMNode], keymap: Keymap) -> Iterator[Command]:
    """What the keys of these do, each action once."""
    told = {"palette"}
    for node in nodes:
        kinds = (vars(kind).get("BINDINGS", ()) for kind in type(node).__mro__)
        for binding in chain.from_iterable(kinds):
            if isinstance(binding, Binding) and binding.id in ACTIONS and binding.id not in told:
                told.add(binding.id)
                keys = keymap.names(binding.id)
                yield Command(binding.id, binding.description, keys, binding.action, node)

"""Puts the keys in force behind what a message names; the rules know actions and no keys. Pure."""

from tui_voice.config.keys import Keymap

NAMED = {"in the settings": "settings", "then reconnect": "reconnect"}
"""Words with which a message names an action. Without a screen they stand for themselves."""


def keyed(words: str, keys: Keymap) -> str:
    """The same, with keys: ``choose another in the settings (f2)``."""
    for phrase, action in NAMED.items():
        words = words.replace(phrase, f"{phrase} ({keys.name(action)})")
    return words

"""What the shell offers when a person presses tab: the values that are known here.

Whatever cannot be read is not offered; nobody wants an error message in the middle of a line.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import DEFAULTS, SettingsError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Suggest = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

_FILES = ("token_file", "input", "output")
"""Settings that may name a file."""


def values_of(name: str) -> Suggest:
    """Values of the setting ``name``."""

    def suggest(
        context: click.Context, _option: click.Parameter, begun: str
    ) -> "list[CompletionItem]":
        return setting_values(name, context, begun)

    return suggest


def setting_values(name: str, context: click.Context, begun: str) -> "list[CompletionItem]":
    """Values of a setting that begin so."""
    from click.shell_completion import CompletionItem

    if name in _FILES:
        return [CompletionItem(begun, type="file")]
    return _items(((value, "") for value in _values(name, context)), begun)


def setting_names(
    _context: click.Context, _option: click.Parameter, begun: str
) -> "list[CompletionItem]":
    """Names of settings, and what they mean."""
    return _items(((name, meaning.help) for name, meaning in MEANINGS.items()), begun)


def conversation_ids(
    _context: click.Context, _option: click.Parameter, begun: str
) -> "list[CompletionItem]":
    """Kept conversations, the newest first, and what they began with."""
    from tui_voice.config.paths import history_file
    from tui_voice.history.reading import HistoryError, conversations
    from tui_voice.ui.inert import inert_line

    try:
        kept = conversations(history_file())
    except HistoryError:
        return []
    return _items(((each.id, inert_line(each.words)) for each in kept), begun)


def _items(known: Iterable[tuple[str, str]], begun: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [CompletionItem(value, help=says) for value, says in known if value.startswith(begun)]


def _values(name: str, context: click.Context) -> Iterable[str]:
    default = getattr(DEFAULTS, name, None)
    if isinstance(default, StrEnum):
        return [str(choice) for choice in type(default)]
    if isinstance(default, bool):
        return ["true", "false"]
    if name == "profile":
        return _profiles(context)
    from tui_voice.config.catalogue import load_catalogue

    catalogue = load_catalogue()
    known = {
        "model": catalogue.models,
        "voice": catalogue.voices,
        "transcription_model": catalogue.transcription,
    }
    return known.get(name, ())


def _profiles(context: click.Context) -> Iterable[str]:
    from tui_voice.cli.options import FrontDoor
    from tui_voice.config.written import read_settings_file

    door: FrontDoor = context.ensure_object(FrontDoor)
    try:
        return read_settings_file(door.settings_path).profiles
    except SettingsError:
        return ()

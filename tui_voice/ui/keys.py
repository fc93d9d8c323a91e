"""Every key of the app, read from where it is bound: for the help and the command palette."""

from collections.abc import Iterable, Sequence

from textual.binding import Binding, BindingType

from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.message_box import MessageBox
from tui_voice.ui.widgets.search_box import SearchInput

_NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "pageup": "page up",
    "pagedown": "page down",
    "up": "↑",
    "down": "↓",
}

KeyGroup = tuple[str, list[Binding]]
"""A heading and the bindings below it."""


def key_groups(everywhere: Sequence[BindingType]) -> list[KeyGroup]:
    """All bindings by the place where they work; ``everywhere`` are the app's own."""
    return [
        ("Conversation", _bindings(TalkScreen.BINDINGS)),
        ("Looking back", _bindings(ConversationLog.BINDINGS)),
        ("Message box", _bindings(MessageBox.BINDINGS)),
        ("Search", _bindings(SearchInput.BINDINGS)),
        ("Everywhere", _bindings(everywhere)),
    ]


def key_names(binding: Binding) -> str:
    """The keys of a binding as a person calls them: ``f1, ?``."""
    keys = (key.strip() for key in binding.key.split(","))
    return ", ".join(_NAMES.get(key, key) for key in keys)


def commands(everywhere: Sequence[BindingType]) -> Iterable[tuple[Binding, str]]:
    """What the command palette offers: bindings with the action to run, as the app names it."""
    for where, bindings in (("screen", TalkScreen.BINDINGS), ("app", everywhere)):
        for binding in _bindings(bindings):
            if binding.action != "command_palette":
                named = "." in binding.action.partition("(")[0]
                yield binding, binding.action if named else f"{where}.{binding.action}"


def _bindings(bindings: Iterable[BindingType]) -> list[Binding]:
    return [each for each in bindings if isinstance(each, Binding)]

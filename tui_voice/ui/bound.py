"""The keys of an action, as Textual binds them; the app's keymap puts the person's own in place."""

from textual.binding import Binding

from tui_voice.config.actions import ACTIONS


def bound(name: str, action: str = "", *, priority: bool = False) -> Binding:
    """The binding of an action (``config.actions``), with another name for what it calls here."""
    known = ACTIONS[name]
    return Binding(known.keys, action or name, known.help, id=name, priority=priority, show=False)

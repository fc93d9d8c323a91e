"""What a person can do to the conversation, in the words of the screen."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from tui_voice.session.events import PersonEvent


class Deed(StrEnum):
    """One thing a person can do."""

    RECORD = "record"
    CANCEL = "cancel"
    MUTE = "mute"
    SAY = "say"
    """Send a typed turn."""
    RECONNECT = "reconnect"
    LIST_DEVICES = "list devices"
    LEAVE = "leave"


def event_of(deed: Deed, at: float, text: str = "") -> "PersonEvent":
    """The event that tells the rules of it; ``text`` is what was said with ``SAY``."""
    # Imported here: the first frame can do without the rules' sixty words.
    from tui_voice.session import events as ev

    match deed:
        case Deed.RECORD:
            return ev.RecordToggled(at)
        case Deed.CANCEL:
            return ev.CancelPressed(at)
        case Deed.MUTE:
            return ev.MuteToggled(at)
        case Deed.SAY:
            return ev.MessageTyped(text, at)
        case Deed.RECONNECT:
            return ev.ReconnectRequested(at)
        case Deed.LIST_DEVICES:
            return ev.DevicesRequested()
        case Deed.LEAVE:
            return ev.QuitRequested()
        case _:
            assert_never(deed)

"""The conversation as lines: for screen readers, logs and pipes. Pure."""

import re
from collections.abc import Iterator

from tui_voice.conversation.export import SPEAKERS, heard_and_not
from tui_voice.conversation.items import Entry, Item, ItemStatus, Role
from tui_voice.conversation.tools import told_shortly
from tui_voice.engine.view import Activity, LinkPhase, View
from tui_voice.ui.deeds import Deed
from tui_voice.ui.inert import inert_line

COMMANDS = {
    "": (Deed.RECORD, "talk; again when you are done"),
    "x": (Deed.CANCEL, "discard the recording, or stop the answer"),
    "m": (Deed.MUTE, "mute the microphone, or unmute it"),
    "r": (Deed.RECONNECT, "connect again"),
    "q": (Deed.LEAVE, "leave"),
}
"""What a line does that is nothing but this."""

HINT = "Type words to say them, enter alone to talk, ? for all commands."

HELP = (
    *(f"{key or 'enter alone'}: {does}" for key, (_, does) in COMMANDS.items()),
    "any other line: say it; i and words: say even a single letter; ?: this help",
)

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s+|[。！？]|\n")

_LINKS = {LinkPhase.READY: "connected", LinkPhase.DOWN: "not connected"}


def deed_of(line: str) -> tuple[Deed, str] | None:
    """What a line asks for, and with ``SAY`` the words; None for help."""
    words = line.strip()
    if words in COMMANDS:
        return COMMANDS[words][0], ""
    if words == "?":
        return None
    return Deed.SAY, words.removeprefix("i ").strip()


def lines_of(old: View, new: View) -> Iterator[str]:
    """What there is to be told when ``old`` has become ``new``; each line is inert."""
    if new.link.phase is not old.link.phase and new.link.phase in _LINKS:
        offline = " to the offline server, which is no language model" if new.link.offline else ""
        yield f"[{_LINKS[new.link.phase]}{offline}]"
    if new.link.message and new.link.message != old.link.message:
        yield inert_line(new.link.message)
    known = {_key(entry): entry for entry in old.entries}
    for entry in new.entries:
        before = known.get(_key(entry))
        if before is not entry:
            yield from _told(before, entry)
    if new.muted is not old.muted:
        yield "[muted]" if new.muted else "[not muted]"
    if new.activity is not old.activity and new.activity is not Activity.IDLE:
        yield f"[{new.activity.value}]"


def _told(before: Entry | None, entry: Entry) -> Iterator[str]:
    if not isinstance(entry, Item):
        yield f"{entry.severity}: {inert_line(entry.text)}"
        return
    if entry.of_tool:
        if _is_whole(entry) and not _is_whole(before):
            yield f"{SPEAKERS[entry.role]}: {inert_line(told_shortly(entry))}"
        return
    begin, end = _told_of(before if isinstance(before, Item) else None), _told_of(entry)
    if isinstance(before, Item) and before.text[:begin] != entry.text[:begin]:
        begin = 0  # it was written anew
    words = inert_line(entry.text[begin:end])
    if words:
        yield f"  {words}" if begin else f"{SPEAKERS[entry.role]}: {words}"
    elif end == 0 and _is_whole(entry) and not _is_whole(before):
        yield f"{SPEAKERS[entry.role]}: (not written down)"
    unheard = inert_line(heard_and_not(entry)[1])
    was_cut = isinstance(before, Item) and before.status is ItemStatus.CUT
    if unheard and not was_cut:
        yield f"[cut short, not heard: {unheard}]"


def _told_of(item: Item | None) -> int:
    """How many characters of an item are told: all when it is whole, until then its sentences."""
    if item is None:
        return 0
    if _is_whole(item):
        return len(item.text)
    if item.role is not Role.ASSISTANT:
        return 0  # what was understood of speech may still change
    return max((match.end() for match in _SENTENCE_END.finditer(item.text)), default=0)


def _is_whole(entry: Entry | None) -> bool:
    return isinstance(entry, Item) and entry.status is not ItemStatus.LIVE


def _key(entry: Entry) -> str | int:
    return entry.id if isinstance(entry, Item) else id(entry)

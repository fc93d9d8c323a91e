"""Calls of tools and what they answered, in words. Pure."""

from tui_voice.conversation.items import Item, Role

LONGEST = 120
"""Characters of a call or an output on the screen; exports have them whole."""

NOTHING = "(nothing)"
"""Stands for an empty output."""


def told(item: Item) -> str:
    """``name(arguments)`` of a call, or the output, as the server has it."""
    return f"{item.tool}({item.text})" if item.role is Role.CALL else item.text or NOTHING


def told_shortly(item: Item) -> str:
    """The same in one line, cut where it is long."""
    room = max(0, LONGEST - len(item.tool)) if item.role is Role.CALL else LONGEST
    text = " ".join(item.text[: 2 * LONGEST].split())
    short = text if len(text) <= room else f"{text[:room]}…"
    return f"{item.tool}({short})" if item.role is Role.CALL else short or NOTHING

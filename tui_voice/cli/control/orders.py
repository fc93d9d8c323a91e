"""What another program can ask of the running app: a line of JSON there, a line of JSON back.

``{"do": "start"}``, ``{"do": "say", "text": "Hello"}``. The answer is ``{"ok": true}``, a status,
or ``{"error": "…"}``; to ``follow``, a status at every change. ``begun`` may say when the program
began that asks, by ``begun_at``: a ``start`` or ``stop`` that comes after a later one does nothing.
"""

import json
import os
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tui_voice.session.events import PersonEvent

LONGEST = 64 * 1024
"""Bytes of a line; a longer one is refused."""


_BEGUN = 19
"""The place of ``starttime`` behind the name of the program: proc(5)."""


class Order(StrEnum):
    """Everything that can be asked."""

    TOGGLE = "toggle"
    START = "start"
    STOP = "stop"
    CANCEL = "cancel"
    MUTE = "mute"
    UNMUTE = "unmute"
    SAY = "say"
    STATUS = "status"
    FOLLOW = "follow"


class Request(NamedTuple):
    """One thing that is asked; ``text`` is what to say."""

    order: Order
    text: str = ""
    begun: float = 0.0
    """When the asking program began; 0 where it does not say."""


def written(request: Request) -> bytes:
    """A request as a line."""
    return line_of({"do": request.order, "text": request.text, "begun": request.begun})


def line_of(answer: dict[str, Any]) -> bytes:
    """An object as a line."""
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace") + b"\n"


def read(line: bytes) -> Request:
    """The request in a line. Raises ``ValueError`` in a sentence."""
    try:
        asked = json.loads(line)
        order, text, begun = asked["do"], asked.get("text", ""), asked.get("begun", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError('A request is a line such as {"do": "start"}.') from None
    if order not in list(Order) or not isinstance(text, str):
        raise ValueError(f"What can be done is: {', '.join(Order)}.")
    return Request(Order(order), text, begun if isinstance(begun, int | float) else 0.0)


def begun_at() -> float:
    """When this program began, in seconds of a clock that all programs of this computer share.

    On Linux to 10 ms; elsewhere it is now, to which Python's own start has added what it took.
    """
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        return int(fields[_BEGUN]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return monotonic()


def event_of(request: Request, at: float) -> "PersonEvent | None":
    """The event that tells the rules of it; None where somebody only wants to know."""
    from tui_voice.session import events as ev

    match request.order:
        case Order.TOGGLE:
            return ev.RecordToggled(at)
        case Order.START | Order.STOP:
            return ev.RecordWished(request.order is Order.START, at)
        case Order.CANCEL:
            return ev.CancelPressed(at)
        case Order.MUTE | Order.UNMUTE:
            return ev.MuteWished(request.order is Order.MUTE, at)
        case Order.SAY:
            return ev.MessageTyped(request.text, at)
        case Order.STATUS | Order.FOLLOW:
            return None

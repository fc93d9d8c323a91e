"""What a status line may show of the conversation. Pure."""

from typing import Any

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import LinkPhase, View
from tui_voice.ui.inert import inert_line
from tui_voice.ui.words import activity, cost, last_latency, phase

CLOSED = {"text": "", "tooltip": "not running", "class": ["closed"], "state": "closed"}
"""The last thing that a follower is told."""


def status_of(view: View) -> dict[str, Any]:
    """One moment as JSON can hold it.

    ``text``, ``tooltip`` and ``class`` are what waybar's custom modules show; the rest is for
    programs. Times are in seconds, ``cost_usd`` is None where the price is not known.
    """
    link = view.link
    classes = [view.activity.value.replace(" ", "-"), link.phase.value]
    return {
        "text": activity(view),
        "tooltip": _line(view),
        "class": [*classes, "muted"] if view.muted else classes,
        "state": view.activity.value,
        "muted": view.muted,
        "microphone_open": view.microphone_open,
        "connection": link.phase.value,
        "server": inert_line(link.server),
        "offline": link.offline,
        "message": inert_line(link.message),
        "model": inert_line(view.settings.model),
        "turns": view.settings.turns.value,
        "latency_s": round(view.latencies_s[-1], 3) if view.latencies_s else None,
        "tokens": view.tokens,
        "cost_usd": None if view.cost_usd is None else round(view.cost_usd, 6),
        "you": _last_words(view, Role.USER),
        "assistant": _last_words(view, Role.ASSISTANT),
    }


def _line(view: View) -> str:
    """All that matters in one line."""
    link = view.link
    server = "offline server" if link.offline else inert_line(link.server)
    to_whom = f" to {server}" if server and link.phase is LinkPhase.READY else ""
    parts = [activity(view), f"{phase(link)}{to_whom}"]
    if link.message:
        parts.append(inert_line(link.message))
    if view.latencies_s:
        parts.append(last_latency(view))
    return " · ".join([*parts, cost(view)])


def _last_words(view: View, role: Role) -> str:
    """The last finished words of one side."""
    for entry in reversed(view.entries):
        if isinstance(entry, Item) and entry.role is role and entry.status is not ItemStatus.LIVE:
            return inert_line(entry.text)
    return ""

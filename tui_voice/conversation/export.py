"""A conversation as a text to keep: plain, Markdown, JSON (subtitles: ``subtitles``).

Our own notices are left out: what was said is exported, not what happened to the program. The
tail of an answer that was cut and never heard is marked in every format.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Entry, Item, Role
from tui_voice.conversation.timeline import sounding_samples
from tui_voice.conversation.tools import told

Written = Callable[[float], str]
"""How a moment, in seconds since the epoch, is written."""

SPEAKERS = {
    Role.USER: "You",
    Role.ASSISTANT: "Assistant",
    Role.SYSTEM: "System",
    Role.CALL: "Tool called",
    Role.OUTPUT: "Tool answered",
}


def utc(at_s: float, precision: str = "seconds") -> str:
    """A moment as ISO 8601 in UTC: the same on every machine."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec=precision)


def to_text(entries: Iterable[Entry]) -> str:
    """``You: …``, one turn after the other, an empty line between them."""
    return "\n\n".join(f"{SPEAKERS[item.role]}: {marked(item)}" for item in said(entries))


def to_markdown(entries: Iterable[Entry], written: Written = utc) -> str:
    """A heading for each turn; what was not heard is struck through."""
    parts = ["# Conversation\n"]
    for item in said(entries):
        heard, unheard = heard_and_not(item)
        lines = [f"~~{line.strip()}~~" if line.strip() else "" for line in unheard.split("\n")]
        tail = "\n".join(lines) + "\n\n*Cut short: what is struck through was not heard.*"
        space = " " if unheard[:1] == " " else ""
        body = f"{heard.rstrip(' ')}{space}{tail}" if unheard else heard
        parts.append(f"## {SPEAKERS[item.role]} · {written(item.at_s)}\n\n{body}\n")
    return "\n".join(parts)


def to_json(entries: Iterable[Entry]) -> str:
    """A list of turns with all that is known about each; ``unheard`` is the tail of ``text``.

    ``sound_at`` is when the sound of a turn began, ``sound_s`` how long it was said or heard.
    """
    turns = [
        {
            "id": item.id,
            "role": item.role,
            "text": item.text,
            "unheard": heard_and_not(item)[1],
            "status": item.status,
            "spoken": item.spoken,
            "at": utc(item.at_s),
            "sound_at": None if item.began_s is None else utc(item.began_s, "milliseconds"),
            "sound_s": round(sounding_samples(item) / SAMPLE_RATE_HZ, 3),
            "latency_s": item.latency_s,
            "tokens": item.usage.tokens,
            "cost_usd": item.cost_usd,
            **({"tool": item.tool, "call_id": item.call_id} if item.of_tool else {}),
        }
        for item in said(entries)
    ]
    return json.dumps({"turns": turns}, ensure_ascii=False, indent=2) + "\n"


def heard_and_not(item: Item) -> tuple[str, str]:
    """The words that were heard, and the tail that was not."""
    if item.of_tool:
        return told(item), ""
    return item.text[: item.heard_chars], item.text[item.heard_chars :]


def said(entries: Iterable[Entry]) -> Sequence[Item]:
    """The turns that have words, and what tools were called with and answered."""
    items = (entry for entry in entries if isinstance(entry, Item))
    return [item for item in items if item.of_tool or item.text.strip()]


def marked(item: Item) -> str:
    """The words, with a mark around the tail that was not heard."""
    heard, unheard = heard_and_not(item)
    return f"{heard.rstrip()} [not heard: {unheard.strip()}]".lstrip() if unheard else heard

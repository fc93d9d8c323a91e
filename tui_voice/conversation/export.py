"""A conversation as a text to keep: plain, Markdown, JSON, and subtitles.

Our own notices are left out: what was said is exported, not what happened to the program. The
tail of an answer that was cut and never heard is marked in every format.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import zip_longest

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Entry, Item, Role

Written = Callable[[float], str]
"""How a moment, in seconds since the epoch, is written."""

SPEAKERS = {Role.USER: "You", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System"}

SECONDS_A_WORD = 0.4
"""Usual speech (150 words a minute): stands in for the length of a turn that has no sound here."""


def utc(at_s: float) -> str:
    """A moment as ISO 8601 in UTC: the same on every machine."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def to_text(entries: Iterable[Entry]) -> str:
    """``You: …``, one turn after the other, an empty line between them."""
    return "\n\n".join(f"{SPEAKERS[item.role]}: {_marked(item)}" for item in _said(entries))


def to_markdown(entries: Iterable[Entry], written: Written = utc) -> str:
    """A heading for each turn; what was not heard is struck through."""
    parts = ["# Conversation\n"]
    for item in _said(entries):
        heard, unheard = heard_and_not(item)
        lines = [f"~~{line.strip()}~~" if line.strip() else "" for line in unheard.split("\n")]
        tail = "\n".join(lines) + "\n\n*Cut short: what is struck through was not heard.*"
        space = " " if unheard[:1] == " " else ""
        body = f"{heard.rstrip(' ')}{space}{tail}" if unheard else heard
        parts.append(f"## {SPEAKERS[item.role]} · {written(item.at_s)}\n\n{body}\n")
    return "\n".join(parts)


def to_json(entries: Iterable[Entry]) -> str:
    """A list of turns with all that is known about each; ``unheard`` is the tail of ``text``."""
    turns = [
        {
            "id": item.id,
            "role": item.role,
            "text": item.text,
            "unheard": heard_and_not(item)[1],
            "status": item.status,
            "spoken": item.spoken,
            "at": utc(item.at_s),
            "latency_s": item.latency_s,
            "tokens": item.usage.tokens,
            "cost_usd": item.cost_usd,
        }
        for item in _said(entries)
    ]
    return json.dumps({"turns": turns}, ensure_ascii=False, indent=2) + "\n"


def to_srt(entries: Iterable[Entry]) -> str:
    """Subtitles that begin with the first turn; none lasts into the next."""
    items = _said(entries)
    cues: list[str] = []
    for number, (item, after) in enumerate(zip_longest(items, items[1:]), 1):
        start = item.at_s - items[0].at_s
        end = start + _length_s(item)
        if after is not None:
            end = min(end, max(start, after.at_s - items[0].at_s))
        words = "\n".join(line for line in _marked(item).split("\n") if line.strip())
        times = f"{_srt_time(start)} --> {_srt_time(end)}"
        cues.append(f"{number}\n{times}\n{SPEAKERS[item.role]}: {words}\n")
    return "\n".join(cues)


def heard_and_not(item: Item) -> tuple[str, str]:
    """The words that were heard, and the tail that was not."""
    return item.text[: item.heard_chars], item.text[item.heard_chars :]


def _said(entries: Iterable[Entry]) -> Sequence[Item]:
    return [entry for entry in entries if isinstance(entry, Item) and entry.text.strip()]


def _marked(item: Item) -> str:
    heard, unheard = heard_and_not(item)
    return f"{heard.rstrip()} [not heard: {unheard.strip()}]".lstrip() if unheard else heard


def _length_s(item: Item) -> float:
    if item.heard_samples:
        return item.heard_samples / SAMPLE_RATE_HZ
    return max(1.0, len(item.text.split()) * SECONDS_A_WORD)


def _srt_time(seconds: float) -> str:
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{ms:03}"

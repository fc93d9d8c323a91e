"""The last events sent to and received from the server, for a person who wants to look inside."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from tui_voice.engine.wire_names import Wired, wire_name

KEPT = 2_000
"""Records kept; of more, the oldest go."""

LONGEST = 120
"""Characters kept of a value."""

_PAYLOAD = ("pcm",)
_UNTOLD = ("at", "settings")
"""Time has a place of its own; settings may name where secrets come from."""

_SECRET = re.compile(r"(?i)\b((?:sk|ek|sess)[-_][\w-]{4,}|bearer\s+\S+)")


class Direction(StrEnum):
    """Which way an event went."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Record:
    """One event: ``at`` in monotonic seconds, ``size`` of its frame on the wire in bytes.

    The size is 0 where there was no frame, or where it is not known any more, as in a replay.
    ``text`` tells its fields, shortened, without sound and without secrets.
    """

    at: float
    direction: Direction
    kind: str
    size: int
    text: str


class EventLog:
    """A ring of records. ``count`` also counts those that have gone."""

    def __init__(self, kept: int = KEPT) -> None:
        self._records = deque[Record](maxlen=kept)
        self.count = 0

    def sent(self, event: Wired, size: int, at: float) -> None:
        """An event has gone out; see the ``Tap`` of a connection, which this fits."""
        self._note(at, Direction.SENT, event, size)

    def received(self, event: Wired, size: int, at: float) -> None:
        """An event has come, or become of the connection."""
        self._note(at, Direction.RECEIVED, event, size)

    def restore(self, records: Iterable[Record], count: int) -> None:
        """Hold these records again, as it did when so many were counted."""
        self._records.clear()
        self._records.extend(records)
        self.count = count

    def records(self) -> list[Record]:
        """What is kept, the oldest first."""
        return list(self._records)

    def _note(self, at: float, direction: Direction, event: Wired, size: int) -> None:
        # Of an event or effect (a dataclass) what is to be told; never its sound.
        told = list[str]()
        for name in _told_of(type(event)):
            value = getattr(event, name)
            if name in _PAYLOAD:
                told.append(f"{name}={len(value)} bytes")
            elif value not in ("", None):
                told.append(f"{name}={_shortened(value)}")
        kind = wire_name(event)
        self._records.append(Record(at, direction, kind, size, redacted(" ".join(told))))
        self.count += 1


@cache
def _told_of(kind: type[Wired]) -> tuple[str, ...]:
    """The fields of such events that are told."""
    return tuple(each.name for each in fields(kind) if each.name not in _UNTOLD)


def redacted(text: str) -> str:
    """``text`` without anything that looks like a key, an ephemeral secret or a bearer token."""
    return _SECRET.sub("‹secret›", text)


def _shortened(value: object) -> str:
    # A secret that is cut in two would not be known as one: what is cut off is cut off after it.
    text = redacted(str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

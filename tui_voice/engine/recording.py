"""The file of a recorded conversation: what happened and what was sent, a line of JSON for each.

The first line, and any that begins another run of the program in the same file, tells the format
and its version and what the rules knew at the start. Replayed, what happened drives the same rules.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, NamedTuple, cast, get_args

import msgspec

from tui_voice.config.settings import MEANINGS, Settings
from tui_voice.conversation.items import Item
from tui_voice.engine.event_log import Direction
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import Event, Started

FORMAT = "tui-voice events"
VERSION = 1

EVENTS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Event)}
"""Everything that can happen, by its name in the file."""

LONGEST_SILENCE_S = 24 * 3600.0
"""A line that is later by more than this than the one before it is damaged."""

BETWEEN_RUNS_S = 1.0
"""How long a replay rests between two runs of the program in one file."""

LATEST_S = 1e11
"""A time since the epoch beyond this (the year 5138) is damaged, and no calendar need take it."""

LARGEST = 2**63 - 1
"""The largest number that can be read again; a server may count higher, in error."""

Censoring = Callable[[str], str]


class NotARecordingError(Exception):
    """The file is none of ours; the message tells a person why, in one line."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the rules knew when a run of the program began. ``at``: monotonic seconds."""

    at: float
    settings: Settings = field(default_factory=Settings)
    today: date = date.min
    items: tuple[Item, ...] = ()
    typed: int = 0


class Moment(NamedTuple):
    """Something that happened, ``position_s`` after the beginning of the recording."""

    position_s: float
    event: Event | Beginning


@dataclass(frozen=True, slots=True)
class Recording:
    """What is in a file; ``skipped`` counts the lines that were damaged or foreign."""

    moments: tuple[Moment, ...]
    skipped: int

    @property
    def settings(self) -> Settings:
        """Those that were in force at the beginning."""
        first = self.moments[0].event
        return first.settings if isinstance(first, Beginning) else Settings()

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.moments[-1].position_s


# ── writing ─────────────────────────────────────────────────────────────────────────────────


def beginning_line(beginning: Beginning, program: str, censor: Censoring) -> bytes:
    """The first line of a run of the program."""
    known = _plain(beginning, censor)
    return _line({"format": FORMAT, "version": VERSION, "program": program, **known})


def event_line(
    at: float, direction: Direction, event: Event | ClientEffect, censor: Censoring
) -> bytes:
    """The line of one event. The sound that is sent was captured just before: not written twice."""
    plain = _plain(event, censor)
    if direction is Direction.SENT and "pcm" in plain:
        plain["pcm"] = ""
    return _line({"at": at, direction.value: type(event).__name__, "is": plain})


def _line(content: dict[str, Any]) -> bytes:
    return msgspec.json.encode(content) + b"\n"


def _plain(thing: object, censor: Censoring) -> dict[str, Any]:
    plain = msgspec.to_builtins(thing, builtin_types=(bytes,))
    if "settings" in plain:
        settings = plain["settings"].items()
        plain["settings"] = {n: value for n, value in settings if not _tells_the_way(n, value)}
    return _censored(plain, censor)


def _tells_the_way(name: str, value: object) -> bool:
    """Whether this setting says where to connect, or where a secret comes from."""
    return MEANINGS[name].group == "connection" and isinstance(value, str)


def _censored(value: Any, censor: Censoring) -> Any:
    match value:
        case bytes():
            return b64encode(value).decode()
        case str():
            return censor(value)
        case float() if not isfinite(value):
            return 0.0  # JSON has no word for it
        case int() if value > LARGEST:
            return LARGEST
        case list():
            return [_censored(each, censor) for each in cast("list[Any]", value)]
        case dict():
            named = cast("dict[str, Any]", value)
            return {name: _censored(each, censor) for name, each in named.items()}
        case _:
            return value


# ── reading ─────────────────────────────────────────────────────────────────────────────────


class _Line(msgspec.Struct):
    """What may stand in a line; which of it does tells its kind."""

    at: float
    received: str = ""
    sent: str = ""
    what: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="is")
    format: str = ""
    version: int = 0


def read_recording(lines: Iterable[bytes]) -> Recording:
    """What the lines of a file tell; what cannot be read of it is skipped and counted.

    Raises ``NotARecordingError`` where it does not begin like one, or is of a newer version.
    """
    reading = _Reading()
    for line in lines:
        if line.strip():
            reading.take(line)
    if not reading.moments:
        raise NotARecordingError("it is empty")
    return Recording(tuple(reading.moments), reading.skipped)


class _Reading:
    """How far a file has been read. ``offset_s`` leads from its clock to the replay's."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self.skipped = 0
        self._position_s = 0.0
        self._offset_s = 0.0

    def take(self, text: bytes) -> None:
        """Read one more line."""
        line: _Line | None = _read(_Line, text)
        if line is not None and line.format == FORMAT:
            self._begin(line, text)
        elif not self.moments:
            raise NotARecordingError("it does not begin like one")
        elif line is None or not (line.sent or self._add(line)):
            self.skipped += 1

    def _begin(self, line: _Line, text: bytes) -> None:
        if line.version > VERSION:
            raise NotARecordingError("it is of a newer version of tui-voice")
        beginning = _read(Beginning, text)
        if beginning is None or not all(_is_a_date(item.at_s) for item in beginning.items):
            # What happened can be told all the same.
            self.skipped += 1
            beginning = Beginning(line.at)
        if self.moments:
            self._position_s += BETWEEN_RUNS_S
        self._offset_s = self._position_s - line.at
        self.moments.append(Moment(self._position_s, beginning))

    def _add(self, line: _Line) -> bool:
        """Add what happened; whether there was anything."""
        kind = EVENTS.get(line.received)
        event = None if kind is None else _read(kind, line.what)
        position_s = line.at + self._offset_s
        later_s = position_s - self._position_s
        if event is None or not 0 <= later_s <= LONGEST_SILENCE_S:
            return False
        if abs(getattr(event, "at", line.at) - line.at) > LONGEST_SILENCE_S:
            return False
        if isinstance(event, Started) and not _is_a_date(event.wall):
            return False
        self._position_s = position_s
        self.moments.append(Moment(position_s, event))
        return True


def _is_a_date(at_s: float) -> bool:
    return 0 <= at_s < LATEST_S


def _read(kind: type[Any], text: bytes | msgspec.Raw) -> Any:
    """What the text tells of an event of this kind, or None."""
    try:
        return _decoder(kind).decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _decoder(kind: type[Any]) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)

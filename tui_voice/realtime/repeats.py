"""Events that a server, or a proxy before it, says twice."""

import msgspec
from msgspec import Struct

REMEMBERED = 64
"""Events among which a repetition is recognised; one that comes twice comes soon again."""


class _Named(Struct, frozen=True):
    event_id: str | None = None


_named = msgspec.json.Decoder(_Named)


class Repeats:
    """Knows the last events of one connection again, by their id.

    A server that gives one id to different events has ids that mean nothing: from then on nothing
    of it is taken for a repetition, since equal words and equal silence do follow each other.
    """

    def __init__(self) -> None:
        self._hashes: dict[str, int] = {}
        self._meaningful = True

    def knows(self, frame: str | bytes) -> bool:
        """Whether this very event has just been read; remembers it if not."""
        try:
            event_id = _named.decode(frame).event_id
        except (ValueError, RecursionError):
            return False
        if not event_id or not self._meaningful:
            return False
        known = self._hashes.get(event_id)
        if known is not None:
            self._meaningful = known == hash(frame)
            return self._meaningful
        if len(self._hashes) == REMEMBERED:
            del self._hashes[next(iter(self._hashes))]
        self._hashes[event_id] = hash(frame)
        return False

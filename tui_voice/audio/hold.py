"""How long the start of an answer is held back, so that a late packet makes no gap. Pure."""

from collections import deque

from tui_voice.audio.pcm import SAMPLE_RATE_HZ

MOST_MS = 500
"""Beyond this a person waits for the answer longer than a gap would disturb them."""
SPARE = 1.25
"""What was late once may be a little later the next time."""
REMEMBERED_ITEMS = 8
"""A network that has become better is believed after so many items."""


class Hold:
    """Learns from the lateness of each item's packets how long to hold back the next one.

    A packet's lateness is how much later it came, counted from the item's first, than all the sound
    before it lasts: with a hold of as much it would have made no gap.
    """

    def __init__(self, least_ms: int) -> None:
        self._least_ms = least_ms
        self._worst_s: deque[float] = deque(maxlen=REMEMBERED_ITEMS)
        self._item_id = ""
        self._first_at = 0.0
        self._samples = 0

    def came(self, item_id: str, samples: int, at: float) -> None:
        """So many 24 kHz samples of an item came ``at`` (seconds)."""
        if item_id != self._item_id:
            self._item_id, self._first_at, self._samples = item_id, at, 0
            self._worst_s.append(0.0)
        late_s = at - self._first_at - self._samples / SAMPLE_RATE_HZ
        self._worst_s[-1] = max(self._worst_s[-1], late_s)
        self._samples += samples

    def left_s(self, now: float) -> float:
        """How much longer the item that came last may be held back; nothing, if long enough."""
        return max(0.0, self._first_at + self.ms / 1000 - now)

    @property
    def ms(self) -> float:
        """How long to hold back an item that begins now, in milliseconds."""
        learnt = max(self._worst_s, default=0.0) * 1000 * SPARE
        return min(max(self._least_ms, learnt), max(self._least_ms, MOST_MS))

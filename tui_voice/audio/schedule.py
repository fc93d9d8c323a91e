"""When which sample plays, and what of it was really heard. Pure: no thread, clock or device.

The device's time line is counted in samples: ``position`` is how many it has asked for so far. The
schedule cuts what it is given into device blocks, each with its place on that line; the device
then reports when it took which block, and the truth replaces the plan.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor

from tui_voice.audio.pcm import SAMPLE_BYTES, samples_in


@dataclass(frozen=True, slots=True)
class Block:
    """Mono PCM16 for one device period, to start at ``start`` on the device's time line.

    Only the last block of all there is may be shorter than a period. ``spans`` says how many of
    its samples belong to which item, in order.
    """

    start: int
    pcm: bytes
    spans: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """The first sample of an item leaves the device at ``at`` (seconds)."""

    item_id: str
    at: float


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """The last sample of an item left the device at ``at`` (seconds)."""

    item_id: str
    at: float


Change = ItemStarted | ItemFinished


@dataclass(slots=True)
class _Item:
    id: str
    held: bytearray = field(default_factory=bytearray)
    """Sound not yet cut into blocks."""
    given: int = 0
    first: int = 0
    """How much of it came first."""
    heard: int = 0
    primed: bool = False
    begun: bool = False
    """The device took some of it."""
    closed: bool = False
    heard_from: float | None = None
    """When its first sample left the device, in seconds."""
    heard_until: float | None = None
    """When its last sample so far left the device, in seconds."""
    started: bool = False
    """That it began was told."""


@dataclass(slots=True)
class _Flight:
    """A block on its way through the device, which its first sample leaves ``at`` (seconds)."""

    block: Block
    at: float
    heard: int = 0

    @property
    def samples(self) -> int:
        return samples_in(self.block.pcm)

    def ends(self, rate_hz: int) -> float:
        """When its last sample leaves the device."""
        return self.at + self.samples / rate_hz

    def left(self, now: float, rate_hz: int) -> int:
        """How many of its samples have left the device."""
        if now >= self.ends(rate_hz):
            return self.samples  # the product below may fall short of it by a rounding
        return min(self.samples, max(0, floor((now - self.at) * rate_hz)))


class Schedule:
    """Plays items one after another without a gap, each after a short prebuffer of its own.

    An item is held back once, at its start, until ``prebuffer_samples`` have come beyond its first
    packet, it has ended, or ``prime`` says that it was held long enough; never again inside it. A
    server that speaks in real time has then been early by so much that no packet which is late by
    no more than that makes a gap. The next item begins when the one before it is finished.
    """

    def __init__(self, *, rate_hz: int, block_samples: int, prebuffer_samples: int) -> None:
        self.next_start = 0
        """Where the next block starts, unless the device is already past it."""
        self.underruns = 0
        """How often the device had to play silence in the middle of an item."""
        self._rate_hz = rate_hz
        self._block_samples = block_samples
        self.prebuffer_samples = prebuffer_samples
        self._items: dict[str, _Item] = {}
        self._handed: deque[Block] = deque()
        self._flights: deque[_Flight] = deque()
        self._end_of_taken = 0

    def add(self, item_id: str, pcm: bytes) -> None:
        """More sound of an item; a new item queues behind the others."""
        item = self._items.get(item_id)
        if item is None:
            item = self._items[item_id] = _Item(item_id)
        item.held += pcm
        item.given += samples_in(pcm)
        item.first = item.first or item.given
        item.primed = item.primed or item.given - item.first >= self.prebuffer_samples

    def prime(self, item_id: str) -> None:
        """The item was held back long enough; unknown items are ignored."""
        item = self._items.get(item_id)
        if item is not None:
            item.primed = True

    def waits(self, item_id: str) -> bool:
        """Whether the item is still held back."""
        item = self._items.get(item_id)
        return item is not None and not item.primed

    def finish(self, item_id: str) -> None:
        """No more sound comes for the item; unknown items are ignored."""
        item = self._items.get(item_id)
        if item is not None:
            item.primed = item.closed = True

    def blocks(self, position: int) -> list[Block]:
        """What may go to the device now, which has asked for ``position`` samples so far.

        Whole blocks; a rest shorter than that waits for its successor, unless there is none.
        """
        ready = self._playable()
        samples = sum(samples_in(item.held) for item in ready)
        count, rest = divmod(samples, self._block_samples)
        if rest and ready[-1].closed:
            count += 1
        blocks = [self._cut_block(ready, position) for _ in range(count)]
        self._handed.extend(blocks)
        return blocks

    def took(self, position: int, at: float) -> Block:
        """The device took the next block, which is answered: it had asked for ``position`` samples.

        The block's first sample leaves the device at ``at`` (seconds).
        """
        block = self._handed.popleft()
        if position > self._end_of_taken and self._items[block.spans[0][0]].begun:
            self.underruns += 1
        for item_id, _ in block.spans:
            self._items[item_id].begun = True
        self._end_of_taken = position + self._block_samples
        self.next_start = self._end_of_taken + len(self._handed) * self._block_samples
        self._flights.append(_Flight(block, at))
        return block

    def advance(self, now: float) -> list[Change]:
        """Which items began and ended, in order, until ``now`` (seconds)."""
        for flight in self._flights:
            self._hear(flight, flight.left(now, self._rate_hz))
        while self._flights and self._flights[0].ends(self._rate_hz) <= now:
            self._flights.popleft()
        changes: list[Change] = []
        for item in list(self._items.values()):  # they play in this order, never mixed
            if item.heard_from is not None and not item.started:
                item.started = True
                changes.append(ItemStarted(item.id, item.heard_from))
            if item.closed and item.heard == item.given:
                changes.append(ItemFinished(item.id, item.heard_until or now))
                del self._items[item.id]
        return changes

    @property
    def is_playing(self) -> bool:
        """Whether there is an item whose last sample had not left the device when last looked."""
        return bool(self._items)

    def playhead(self, now: float) -> tuple[str, int, bytes] | None:
        """What leaves the device now: the item, how much of it was heard, and the block's sound."""
        for flight in self._flights:
            if flight.at <= now < flight.ends(self._rate_hz):
                for item_id, _ in reversed(flight.block.spans):
                    item = self._items.get(item_id)
                    if item and item.heard:
                        return item_id, item.heard, flight.block.pcm
        return None

    def move(
        self, position: int, rate_hz: int, block_samples: int, resample: Callable[[bytes], bytes]
    ) -> None:
        """Go on at another device, which has asked for ``position``, with what this never took.

        What is on its way through this one counts as heard. ``resample`` turns the sound of one
        item from this rate into the other.
        """
        for flight in self._flights:
            self._hear(flight, flight.samples)
        for block in reversed(self._handed):
            end = len(block.pcm)
            for item_id, span in reversed(block.spans):
                begin = end - span * SAMPLE_BYTES
                self._items[item_id].held[:0] = block.pcm[begin:end]
                end = begin
        for item in self._items.values():
            item.held = bytearray(resample(bytes(item.held)))
            item.heard = item.heard * rate_hz // self._rate_hz
            item.first = item.first * rate_hz // self._rate_hz
            item.given = item.heard + samples_in(item.held)
        self._flights.clear()
        self._handed.clear()
        self._rate_hz, self._block_samples = rate_hz, block_samples
        self.next_start = self._end_of_taken = position

    def stop(self, fade_samples: int) -> tuple[tuple[str, int], ...]:
        """Forget all but what the device already took and a fade into the block after it.

        Answers how much of each item, in order, will have been heard when silence falls.
        """
        for flight in self._flights:
            self._hear(flight, flight.samples)
        if self._handed:
            faded = _Flight(self._handed[0], 0.0)
            self._hear(faded, min(fade_samples, faded.samples))
        heard = tuple((item.id, item.heard) for item in self._items.values())
        self._items.clear()
        self._handed.clear()
        self._flights.clear()
        self.next_start = self._end_of_taken
        return heard

    def _playable(self) -> list[_Item]:
        """The items whose sound may go to the device now, in order."""
        ready: list[_Item] = []
        for item in self._items.values():
            if not item.primed:
                break
            ready.append(item)
            if not item.closed:
                break
        return ready

    def _cut_block(self, items: list[_Item], position: int) -> Block:
        """The next block's worth of the items' sound, in order."""
        pcm = bytearray()
        spans: list[tuple[str, int]] = []
        for item in items:
            room = self._block_samples - samples_in(pcm)
            part = item.held[: room * SAMPLE_BYTES]
            if part:
                del item.held[: len(part)]
                pcm += part
                spans.append((item.id, samples_in(part)))
        # After all before it, but never in the device's past.
        start = max(position, self.next_start)
        self.next_start = start + self._block_samples
        return Block(start, bytes(pcm), tuple(spans))

    def _hear(self, flight: _Flight, out: int) -> None:
        """Count the first ``out`` samples of a block as heard."""
        offset = 0
        for item_id, span in flight.block.spans:
            reached = min(max(out - offset, 0), span)
            newly = reached - min(max(flight.heard - offset, 0), span)
            if newly:
                item = self._items[item_id]
                if item.heard_from is None:
                    item.heard_from = flight.at + offset / self._rate_hz
                item.heard += newly
                item.heard_until = flight.at + (offset + reached) / self._rate_hz
            offset += span
        flight.heard = out

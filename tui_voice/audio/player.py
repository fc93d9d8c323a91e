"""One open sink and what plays on it: resampling and the schedule, without a task or a timer."""

from collections.abc import Callable, Iterator
from functools import partial

from tui_voice.audio.hold import Hold
from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import SAMPLE_RATE_HZ, ms_to_samples, samples_in
from tui_voice.audio.played import Played
from tui_voice.audio.resampling import Resampler, resampled, resampler
from tui_voice.audio.schedule import ItemStarted, Schedule
from tui_voice.audio.sinks import Sink, Taken
from tui_voice.session.events import (
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
    PlayheadMoved,
)


class Player:
    """Plays 24 kHz mono PCM16 on a sink of any rate and counts in 24 kHz samples what was heard.

    An item that is still open when a later one comes is finished then: the server speaks one item
    at a time, and a forgotten end must not keep the next answer silent.
    """

    def __init__(
        self, sink: Sink, now: Callable[[], float], hold: Hold, played: Played | None = None
    ) -> None:
        self._sink = sink
        self._now = now
        self._hold = hold
        self._played = played or Played()
        self._played.open(sink.rate_hz)
        self._gain = 1.0
        self._schedule = Schedule(
            rate_hz=sink.rate_hz, block_samples=sink.block_samples, prebuffer_samples=0
        )
        self._latest = ""
        """The item that began to come last: the one that may be held back."""
        self._lost_underflows = 0
        """What sinks before this one counted."""
        self._open_items: dict[str, Resampler] = {}
        self._received: dict[str, int] = {}

    def play(self, item_id: str, pcm: bytes) -> None:
        """More sound of an item."""
        if item_id not in self._open_items:
            for earlier in list(self._open_items):
                self.finish(earlier)
            self._open_items[item_id] = resampler(SAMPLE_RATE_HZ, self._sink.rate_hz)
            self._latest = item_id
            held_ms = self._hold.ms
            self._schedule.prebuffer_samples = ms_to_samples(held_ms, self._sink.rate_hz)
        self._hold.came(item_id, samples_in(pcm), self._now())
        self._received[item_id] = self._received.get(item_id, 0) + samples_in(pcm)
        self._schedule.add(item_id, self._open_items[item_id].feed(pcm))
        self._hand_over()

    def finish(self, item_id: str) -> None:
        """No more sound comes for the item; an unknown one is ignored."""
        stream = self._open_items.pop(item_id, None)
        if stream is None:
            return
        self._schedule.add(item_id, stream.flush())
        self._schedule.finish(item_id)
        self._hand_over()

    def held_back_s(self) -> float | None:
        """How much longer the start of an item is held back; None if none is."""
        if not self._schedule.waits(self._latest):
            return None
        return self._hold.left_s(self._now())

    def poll(self) -> Iterator[PlaybackStarted | PlaybackFinished]:
        """What began and ended since this was last asked; lets go of what was held long enough."""
        if self.held_back_s() == 0.0:
            self._schedule.prime(self._latest)
            self._hand_over()
        self.note()
        yield from self._changes()

    def note(self) -> None:
        """Hear from the sink what it took since this was last asked."""
        self._note(self._sink.taken())

    def use_gain(self, gain: float) -> None:
        """Make it louder or softer, on this sink and on those after it."""
        self._gain = gain
        self._sink.use_gain(gain)

    def playhead(self) -> PlayheadMoved | None:
        """What is heard now; None in silence."""
        playing = self._schedule.playhead(self._now())
        if playing is None:
            return None
        item_id, heard, pcm = playing
        level = level_of(pcm)
        return PlayheadMoved(item_id, self._heard(item_id, heard), *level, self.underruns)

    def stop(self) -> list[PlaybackStarted | PlaybackFinished | PlaybackStopped]:
        """Silence; answers what began and ended before it, and what is heard of all the others."""
        taken = self._sink.cut()  # before anything is counted: the next block may be due
        self._note(taken)
        changes = list(self._changes())
        stopped = self._schedule.stop(self._sink.fade_samples)
        heard = tuple((item_id, self._heard(item_id, samples)) for item_id, samples in stopped)
        self._open_items.clear()
        self._received.clear()
        return [*changes, PlaybackStopped(heard, self._now())]

    def is_idle(self) -> bool:
        """Whether every item was heard to its end."""
        return not self._schedule.is_playing

    def failure(self) -> str:
        """What went wrong with the sink, in one line; empty while all is well."""
        return self._sink.failure()

    def quiet_s(self) -> float:
        """How long the sink has not asked for sound."""
        return self._sink.quiet_s()

    def move_to(self, sink: Sink) -> None:
        """Go on with another sink, of any rate, where this one stopped asking."""
        self.note()
        left, self._sink = self._sink, sink
        for item_id, stream in self._open_items.items():
            self._schedule.add(item_id, stream.flush())
            self._open_items[item_id] = resampler(SAMPLE_RATE_HZ, sink.rate_hz)
        resample = partial(resampled, left.rate_hz, sink.rate_hz)
        self._schedule.move(sink.position(), sink.rate_hz, sink.block_samples, resample)
        self._played.open(sink.rate_hz)
        sink.use_gain(self._gain)
        self._lost_underflows += left.underflows
        self._hand_over()

    @property
    def underruns(self) -> int:
        """How often there was silence where sound should have been."""
        return self._schedule.underruns + self._sink.underflows + self._lost_underflows

    @property
    def sink(self) -> Sink:
        """Where it plays."""
        return self._sink

    def _changes(self) -> Iterator[PlaybackStarted | PlaybackFinished]:
        """What began and ended until now, of what the sink was seen to take."""
        for change in self._schedule.advance(self._now()):
            if isinstance(change, ItemStarted):
                yield PlaybackStarted(change.item_id, change.at)
            else:
                received = self._received.pop(change.item_id)
                yield PlaybackFinished(change.item_id, received, change.at)

    def _hand_over(self) -> None:
        for block in self._schedule.blocks(self._sink.position()):
            self._sink.push(block)

    def _note(self, taken: list[Taken]) -> None:
        for position, at in taken:
            block = self._schedule.took(position, at)
            if self._sink.is_heard:
                self._played.note(block.pcm, position, at, self._gain)

    def _heard(self, item_id: str, samples: int) -> int:
        """Device samples in those of the protocol, never more than were received."""
        at_24_khz = samples * SAMPLE_RATE_HZ // self._sink.rate_hz
        return min(at_24_khz, self._received[item_id])

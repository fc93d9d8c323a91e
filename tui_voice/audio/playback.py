"""The speaker: opens where there is something to say, and tells what was really heard."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tui_voice.audio.errors import SPEAKER_GONE, SPEAKER_LOST, words_for
from tui_voice.audio.hold import Hold
from tui_voice.audio.played import Played
from tui_voice.audio.player import Player
from tui_voice.audio.preferred import Preferred
from tui_voice.audio.sinks import ClockSink, Sink
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.audio.threads import closed, in_a_thread
from tui_voice.audio.watchdog import Watchdog
from tui_voice.session.events import DeviceChanged, Event, PlaybackFailed, PlaybackStopped

TICK_S = 0.1
"""How often a playing sink is looked at, and the playhead moves: enough for a meter and a counter.
Nothing runs while nothing plays."""
FADED_S = 0.2
"""How long a stopped device stays open before another takes over: what it holds still fades."""
IDLE_CLOSE_S = 5.0
"""How long a silent device stays open, so that the next answer need not open it again."""


class Playback:
    """A ``Speaker`` over any sink.

    ``open_sink`` opens the device of a setting; it runs in a thread and raises ``SoundError``. So
    do ``look_for_new``, which sees whether the setting means another device now, and ``is_there``:
    whether there still is one. ``now`` is also called from the device's thread. What is heard is
    noted in ``played``.
    """

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        open_sink: Callable[[str], Sink],
        idle_close_s: float = IDLE_CLOSE_S,
        played: Played | None = None,
        look_for_new: Callable[[str], object] = bool,
        is_there: Callable[[str], bool] = lambda choice: False,
    ) -> None:
        self._post = post
        self._now = now
        # A device that is away is looked for with each answer, so nothing need wait for it.
        self._preferred = Preferred(open_sink, lambda choice: False, self._say)
        self._idle_close_s = idle_close_s
        self._look_for_new = look_for_new
        self._played = played or Played()
        self._played.refresh = self._note_played
        self._watchdog = Watchdog(lambda: is_there("" if self._preferred.away else self._device))
        self._device = ""
        self._prebuffer_ms = 0
        self.buffer_ms = BUFFER_MS
        """What the device is to hold; read in the thread that opens it."""
        self._hold = Hold(0)
        self._gain = 1.0
        self._past_underruns = 0
        """Those of players that are closed."""
        self._player: Player | None = None
        self._moving = False
        """Another device was chosen: open it when nothing plays."""
        self._waiting: list[tuple[str, bytes | None]] = []
        """What came while the device opens; None for the end of an item."""
        self._opening: asyncio.Task[None] | None = None
        self._replacing: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[object] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._ticker: asyncio.TimerHandle | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._complaint = ""

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """Open this device from now on; moves over when nothing is playing."""
        if (device, prebuffer_ms, buffer_ms) == (self._device, self._prebuffer_ms, self.buffer_ms):
            return
        if prebuffer_ms != self._prebuffer_ms:
            self._hold = Hold(prebuffer_ms)
        self._device, self._prebuffer_ms, self.buffer_ms = device, prebuffer_ms, buffer_ms
        self._complaint = ""
        self._moving = True
        if self._player and self._player.is_idle():
            self._close_player()

    def set_volume(self, percent: int) -> None:
        """From 0 (silent) to 100 (as it comes); what plays follows within a quarter of a second."""
        self._gain = (percent / 100) ** 2  # an even step for the ear is a square for the wave
        if self._player:
            self._player.use_gain(self._gain)

    def play(self, item_id: str, pcm: bytes) -> None:
        """Append 24 kHz mono PCM16 of an item."""
        if self._player and self._player.is_idle() and self._player.failure():
            self._close_player()  # it went away in the silence: another may be there now
        if self._player is None:
            self._waiting.append((item_id, pcm))
            self._begin_to_open()
            return
        self._player.play(item_id, pcm)
        self._look_soon()

    def finish(self, item_id: str) -> None:
        """No more sound comes for the item."""
        if self._player:
            self._player.finish(item_id)
        elif item_id in dict(self._waiting):
            self._waiting.append((item_id, None))

    def stop(self) -> None:
        """Fade to silence within one device period; posts ``PlaybackStopped``."""
        if self._player is None:
            heard = tuple((item_id, 0) for item_id in dict(self._waiting))
            self._waiting.clear()
            self._post(PlaybackStopped(heard, self._now()))
        else:
            for event in self._player.stop():
                self._post(event)
            self._rest()

    async def close(self) -> None:
        """Release everything; posts nothing more."""
        self._post = _drop
        for task in (self._opening, self._replacing, self._looking):
            if task:
                task.cancel()
                await asyncio.wait([task])
        self._close_player()
        await asyncio.gather(*self._closing)

    def _begin_to_open(self) -> None:
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        self._moving = False
        try:
            sink: Sink = await self._preferred.open(self._device)
        except Exception as error:  # whatever it is: the conversation goes on without sound
            self._complain(words_for(error))
            sink = ClockSink(self._now)
        self._opening = None
        self._player = Player(sink, self._now, self._hold, self._played)
        self._player.use_gain(self._gain)
        waiting, self._waiting = self._waiting, []
        for item_id, pcm in waiting:
            if pcm is None:
                self.finish(item_id)
            else:
                self.play(item_id, pcm)
        if not waiting:
            self._rest()

    def _look_soon(self) -> None:
        """Make sure that the sink is looked at while it plays, and when an item need not wait."""
        if self._idle_timer:
            self._cancel_timers()
        held_back_s = self._player.held_back_s() if self._player else None
        loop = asyncio.get_running_loop()
        due = loop.time() + (TICK_S if held_back_s is None else min(TICK_S, held_back_s))
        if self._ticker and self._ticker.when() > due:
            self._cancel_timers()
        if self._ticker is None:
            self._ticker = loop.call_at(due, self._tick)

    def _tick(self) -> None:
        self._ticker = None
        player = self._player
        if player is None:
            return
        for event in player.poll():
            self._post(event)
        if self._replacing is None and (failure := self._failure_of(player)):
            work = self._replace(player, failure)
            self._replacing = asyncio.get_running_loop().create_task(work)
        if moved := player.playhead():
            self._post(replace(moved, underruns=moved.underruns + self._past_underruns))
        if player.is_idle():
            self._rest()
        else:
            self._look_soon()

    def _failure_of(self, player: Player) -> str:
        gone = self._watchdog.gone(player.quiet_s())
        return player.failure() or (SPEAKER_GONE if gone else "")

    def _rest(self) -> None:
        """Nothing plays: close the device, at once if another is to be used."""
        self._cancel_timers()
        delay_s = FADED_S if self._moving or self._preferred.away else self._idle_close_s
        loop = asyncio.get_running_loop()
        self._idle_timer = loop.call_later(delay_s, self._sleep)

    def _sleep(self) -> None:
        """Close the silent device, and see what the next answer can be heard on."""
        self._close_player()
        look = in_a_thread(partial(self._look_for_new, self._device))
        self._looking = asyncio.get_running_loop().create_task(look)

    def _close_player(self) -> None:
        self._cancel_timers()
        self._watchdog.rest()
        if self._player:
            self._past_underruns += self._player.underruns
            self._close_soon(self._player.sink)
            self._player = None

    def _cancel_timers(self) -> None:
        for timer in (self._ticker, self._idle_timer):
            if timer:
                timer.cancel()
        self._ticker = self._idle_timer = None

    async def _replace(self, player: Player, failure: str) -> None:
        """Go on where the device was lost: on what opens now, or else without sound."""
        self._watchdog.rest()
        await closed(player.sink)
        try:
            sink: Sink = await self._preferred.open(self._device)
        except Exception:  # whatever it is: the conversation goes on without sound
            sink = ClockSink(self._now)
        self._replacing = None
        if player is not self._player:
            self._close_soon(sink)
            return
        if isinstance(sink, ClockSink):
            self._complain(failure)
        else:
            self._say(SPEAKER_LOST)
        player.move_to(sink)

    def _note_played(self) -> None:
        if self._player:
            self._player.note()

    def _say(self, words: str) -> None:
        self._post(DeviceChanged(words, self._now()))

    def _complain(self, message: str) -> None:
        """Say it once: a device that stays away is not news at every answer."""
        if message != self._complaint:
            self._complaint = message
            self._post(PlaybackFailed(message, self._now()))

    def _close_soon(self, sink: Sink) -> None:
        task = asyncio.get_running_loop().create_task(closed(sink))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _drop(event: Event) -> None:
    """Nobody listens any more."""

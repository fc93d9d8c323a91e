"""Plays a recorded conversation back: the same rules, the same pictures, no network."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_voice.engine.picture import picture
from tui_voice.engine.ports import Cancellable, Clock, Speaker
from tui_voice.engine.tape import Tape
from tui_voice.session.effects import Effect, FinishAudio, PlayAudio, StopPlayback
from tui_voice.session.events import PersonEvent, QuitRequested, RecordToggled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_voice.config.catalogue import Catalogue
    from tui_voice.engine.event_log import EventLog
    from tui_voice.engine.ports import Devices
    from tui_voice.engine.recording import Recording
    from tui_voice.engine.view import View

FRAME_S = 1 / 30
"""How often it is looked at what has happened meanwhile."""

AS_IT_WAS = 1.0
"""The only speed at which there is sound."""

SPEEDS = (0.25, 64.0)
"""The slowest and the fastest."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a replay stands, in seconds from the beginning of the recording."""

    position_s: float
    length_s: float
    speed: float
    playing: bool
    skipped: int
    """Lines of the file that could not be read."""


class Replay:
    """Fits the screen's ``Conversing``: the record key holds it still, or lets it go on.

    ``speaker`` plays the answers; what it posts is of no interest, for what was heard is recorded.
    ``devices`` are those of this machine.
    """

    def __init__(
        self,
        recording: "Recording",
        catalogue: "Catalogue",
        clock: Clock,
        speaker: Speaker,
        devices: "Devices",
        speed: float = AS_IT_WAS,
    ) -> None:
        self.devices = devices
        self._recording = recording
        self._tape = Tape(recording, catalogue)
        self._clock = clock
        self._speaker = speaker
        self._speed = speed
        self._position_s = 0.0
        self._playing = True
        self._ticked_at = clock.now()
        self._timer: Cancellable | None = None
        self._publish: Callable[[View], None] = _unseen
        self._left = asyncio.Event()

    @property
    def event_log(self) -> "EventLog":
        """What went over the wire until now."""
        return self._tape.event_log

    @property
    def progress(self) -> Progress:
        """Where it stands."""
        length_s, skipped = self._recording.length_s, self._recording.skipped
        return Progress(self._position_s, length_s, self._speed, self._playing, skipped)

    def now(self) -> float:
        """What the clock of the recorded program showed at this place, in monotonic seconds."""
        return self._tape.clock_at(self._position_s)

    async def show_on(self, publish: "Callable[[View], None]") -> "Replay":
        """Show every moment there from now on."""
        self._publish = publish
        return self

    def post(self, event: PersonEvent) -> None:
        """The person wants to leave, or to hold it still; nothing else can be changed any more."""
        match event:
            case QuitRequested():
                self._left.set()
            case RecordToggled():
                self.toggle()
            case _:
                pass

    async def run(self) -> None:
        """Play it, and stay at its end, until the person leaves."""
        self._ticked_at = self._clock.now()
        self._tick()
        await self._left.wait()
        self._playing = False
        self._cancel()
        await self._speaker.close()
        self._publish(picture(self._tape.state, leaving=True))

    def toggle(self) -> None:
        """Hold it still, or let it go on; at its end, from the beginning."""
        if not self._playing and self._position_s >= self._recording.length_s:
            self._tape.jump_to(0.0)
            self._position_s = 0.0
        self._change(playing=not self._playing)

    def seek(self, by_s: float) -> None:
        """Go so far forwards, or backwards."""
        self._catch_up()
        self._position_s = min(max(0.0, self._position_s + by_s), self._recording.length_s)
        self._tape.jump_to(self._position_s)
        self._change(playing=self._playing)

    def change_speed(self, factor: float) -> None:
        """Make it faster or slower."""
        self._catch_up()
        slowest, fastest = SPEEDS
        self._speed = min(max(slowest, self._speed * factor), fastest)
        self._change(playing=self._playing)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _change(self, *, playing: bool) -> None:
        """Go on from here, or stop; the sound with it."""
        self._cancel()
        self._speaker.stop()
        self._playing = playing
        self._ticked_at = self._clock.now()
        if self._sounds:
            for item_id, pcm, whole in self._tape.unheard():
                if pcm:
                    self._speaker.play(item_id, pcm)
                if whole:
                    self._speaker.finish(item_id)
        self._tick()

    def _tick(self) -> None:
        self._timer = None
        self._catch_up()
        self._publish(picture(self._tape.state))
        if self._position_s >= self._recording.length_s:
            self._playing = False
        if self._playing:
            self._timer = self._clock.call_later(FRAME_S, self._tick)

    def _catch_up(self) -> None:
        """Let happen what has happened since this was last asked."""
        now = self._clock.now()
        if self._playing:
            further_s = (now - self._ticked_at) * self._speed
            self._position_s = min(self._position_s + further_s, self._recording.length_s)
        self._ticked_at = now
        for effect in self._tape.play_to(self._position_s):
            if self._sounds:
                self._perform(effect)

    @property
    def _sounds(self) -> bool:
        return self._playing and self._speed == AS_IT_WAS

    def _perform(self, effect: Effect) -> None:
        match effect:
            case PlayAudio(item_id, pcm):
                self._speaker.play(item_id, pcm)
            case FinishAudio(item_id):
                self._speaker.finish(item_id)
            case StopPlayback():
                self._speaker.stop()
            case _:
                pass

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _unseen(view: "View") -> None:
    """Nobody looks yet."""

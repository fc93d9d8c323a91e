"""The driver: takes events from one inbox, asks the rules, performs the effects in order."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, assert_never

from tui_voice.engine.event_log import Direction, EventLog
from tui_voice.engine.picture import picture
from tui_voice.engine.ports import (
    Cancellable,
    Clock,
    Devices,
    History,
    Microphone,
    Recorder,
    SettingsFile,
    Speaker,
    Transport,
)
from tui_voice.engine.unrecorded import Unrecorded
from tui_voice.engine.view import View
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.machine import step
from tui_voice.session.state import State

FRAME_S = 1 / 30
"""Changes are shown at most this often: a delta faster than the eye is not painted."""

METER_S = 1 / 10
"""Levels are told at most this often, which is as often as meters move."""

SLICE_S = 0.002
"""How long events are handled before the screen and the network get a turn on the loop. A key takes
some ten turns until it is seen, so a slice counts ten times while more comes than is handled."""

UNSEEN = (ev.MicrophoneLevelMeasured, ev.PlayheadMoved, ev.AudioCaptured, ev.AnswerAudioDelta)
"""Events that change nothing on the screen but a meter."""

AT_ONCE = ev.ConnectionEvent
"""Events that wait for no frame: what has become of the connection, and so the banner."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arms:
    """Everything the conductor acts through."""

    microphone: Microphone
    speaker: Speaker
    transport: Transport
    devices: Devices
    settings_file: SettingsFile
    history: History
    clock: Clock
    recorder: Recorder = field(default_factory=Unrecorded)
    event_log: EventLog = field(default_factory=EventLog)
    """Told by the transport, which alone knows what went over the wire, and when."""


class Conductor:
    """Runs one conversation; decides nothing.

    The inbox has no bound: an event that were dropped would break the rules, and each producer is
    paced by a device, a person, or a socket that is read only as fast as this loop turns.
    """

    def __init__(
        self,
        state: State,
        inbox: asyncio.Queue[ev.Event],
        arms: Arms,
        publish: Callable[[View], None],
    ) -> None:
        self._state = state
        self._inbox = inbox
        self._arms = arms
        self._publish = publish
        self._timers: dict[str, Cancellable] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._frame: Cancellable | None = None
        self._frame_due = 0.0
        self._shown: View | None = None
        self._leaving = False

    @property
    def event_log(self) -> EventLog:
        """What went over the wire, for whoever wants to look inside."""
        return self._arms.event_log

    @property
    def devices(self) -> Devices:
        """The sound devices, to look at and to try."""
        return self._arms.devices

    def post(self, event: ev.Event) -> None:
        """Report that something has happened. On the loop's thread only."""
        self._inbox.put_nowait(event)

    async def run(self) -> None:
        """Hold the conversation until the person leaves; then everything is closed."""
        clock = self._arms.clock
        try:
            # Ahead of what waits already: keys that were pressed while the house was built.
            self._handle(ev.Started(clock.now(), clock.wall()))
            while not self._leaving:
                self._handle(await self._inbox.get())
                end = clock.now() + SLICE_S
                while not (self._leaving or self._inbox.empty() or clock.now() > end):
                    self._handle(self._inbox.get_nowait())
                if not self._inbox.empty():
                    await asyncio.sleep(0)  # an empty one gives the others their turn by itself
            while not self._inbox.empty():
                # How much of the answer was heard when the speaker fell silent is still to be kept.
                self._handle(self._inbox.get_nowait())
        finally:
            await self._close()
        self._publish(picture(self._state, leaving=True))

    def _handle(self, event: ev.Event) -> None:
        at = self._arms.clock.now()
        self._arms.recorder.note(at, Direction.RECEIVED, event)
        self._state, effects = step(self._state, event)
        if isinstance(event, ev.ServerEventUnknown):
            log.warning("skipped a server event: %s (%s)", event.type, event.reason)
        for effect in effects:
            self._perform(effect)
        if isinstance(event, AT_ONCE):
            self._show()
        else:
            self._show_soon(METER_S if isinstance(event, UNSEEN) else FRAME_S)

    def _perform(self, effect: do.Effect) -> None:
        arms = self._arms
        match effect:
            case do.Connect(settings):
                arms.transport.connect(settings)
            case do.KeepTurn(turn):
                arms.history.keep(turn)
            case do.ForgetTurn(item_id):
                arms.history.forget(item_id)
            case do.KeepSound(item_id, pcm):
                arms.history.keep_sound(item_id, pcm)
            case do.EndSound(item_id, samples):
                arms.history.end_sound(item_id, samples)
            case do.SaveSettings(changes):
                self._in_background(self._save(changes))
            case do.StartTimer(name, delay_s):
                self._start_timer(name, delay_s)
            case do.StopTimer(name):
                self._stop_timer(name)
            case do.Quit():
                self._leaving = True
            case _:
                if isinstance(effect, do.SoundEffect):
                    self._perform_sound(effect)
                else:
                    self._send(effect)

    def _send(self, effect: do.ClientEffect) -> None:
        at = self._arms.clock.now()
        self._arms.recorder.note(at, Direction.SENT, effect)
        self._arms.transport.send(effect)

    def _perform_sound(self, effect: do.SoundEffect) -> None:
        microphone, speaker = self._arms.microphone, self._arms.speaker
        match effect:
            case do.StartCapture():
                microphone.start()
            case do.StopCapture():
                microphone.stop()
            case do.PlayAudio(item_id, pcm):
                speaker.play(item_id, pcm)
            case do.FinishAudio(item_id):
                speaker.finish(item_id)
            case do.StopPlayback():
                speaker.stop()
            case do.UseDevices(settings):
                microphone.use(settings.input, settings.chunk_ms)
                way = settings.echo_control
                microphone.keep_out_echo(way, settings.preroll_ms, settings.output)
                speaker.use(settings.output, settings.prebuffer_ms, settings.speaker_buffer_ms)
                speaker.set_volume(0 if settings.speaker_muted else settings.volume)
            case do.ListDevices():
                self._in_background(self._list_devices())
            case _:
                assert_never(effect)

    # ── timers, background work ──────────────────────────────────────────────────────────────

    def _start_timer(self, name: str, delay_s: float) -> None:
        self._stop_timer(name)

        def fire() -> None:
            self._timers.pop(name, None)
            self.post(ev.TimerFired(name, self._arms.clock.now()))

        self._timers[name] = self._arms.clock.call_later(delay_s, fire)

    def _stop_timer(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _list_devices(self) -> None:
        inputs, outputs = await self._arms.devices.list()
        self.post(ev.DevicesListed(inputs, outputs))

    async def _save(self, changes: dict[str, Any]) -> None:
        try:
            await asyncio.to_thread(self._arms.settings_file.save, changes)
        except (OSError, ValueError) as problem:
            message = f"The settings are in force but could not be saved: {problem}"
            self.post(ev.SettingsNotSaved(message, self._arms.clock.now()))

    # ── the screen ───────────────────────────────────────────────────────────────────────────

    def _show_soon(self, period_s: float) -> None:
        """Show the state within ``period_s``; many changes in that time are one picture."""
        due = self._arms.clock.now() + period_s
        if self._frame is not None:
            if self._frame_due <= due:
                return
            self._frame.cancel()
        self._frame_due = due
        self._frame = self._arms.clock.call_later(period_s, self._show)

    def _show(self) -> None:
        if self._frame is not None:
            self._frame.cancel()
        self._frame = None
        view = picture(self._state)
        if view != self._shown:
            self._shown = view
            self._publish(view)

    async def _close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        if self._frame is not None:
            self._frame.cancel()
        for task in self._tasks:
            task.cancel()
        arms = self._arms
        await asyncio.gather(
            arms.microphone.close(),
            arms.speaker.close(),
            arms.transport.disconnect(),
            arms.history.close(),
            arms.recorder.close(),
            return_exceptions=True,
        )

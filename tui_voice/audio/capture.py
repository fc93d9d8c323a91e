"""The microphone: opens when asked, delivers chunks to send and levels to show, keeps the tail."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tui_voice.audio.echo_control import EchoControl
from tui_voice.audio.errors import MICROPHONE_GONE, MICROPHONE_LOST, SoundError, words_for
from tui_voice.audio.played import Played
from tui_voice.audio.preferred import RETRY_S, Preferred
from tui_voice.audio.recording import Recording
from tui_voice.audio.sources import Source
from tui_voice.audio.suspicion import SILENT, Suspicion
from tui_voice.audio.threads import closed, in_a_thread
from tui_voice.audio.watchdog import SUSPICIOUS_S, Watchdog
from tui_voice.config.kinds import Echo
from tui_voice.session.events import (
    CaptureFailed,
    CaptureStopped,
    CaptureSuspected,
    DeviceChanged,
    Event,
    MicrophoneLevelMeasured,
)

LOOK_S = 0.1
"""How often to look whether the microphone still delivers."""
FIRST_BLOCK_S = 3.0
"""How long an open device may take to its first block; Bluetooth needs a second or two."""
MUTE = (
    "The microphone opened but delivers nothing: check that no other program holds it,"
    " or choose another in the settings."
)


class Capture:
    """A ``Microphone`` over any source.

    ``open_source`` opens the device of a setting; it runs in a thread and raises ``SoundError``.
    The device is open from ``start`` to ``stop`` only. One that is silent for ``suspicious_s`` and
    not ``is_there`` (asked in a thread) is replaced, and taken again when it ``is_back`` (asked so,
    too). One that ``is_in_the_way`` of another device is opened anew when nobody speaks. ``silent``
    is what to say of one that delivers zeros, unless ``muted`` (asked in a thread) knows better.
    ``echo`` keeps out what it hears of the speaker.
    """

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        open_source: Callable[[str], Source],
        suspicious_s: float = SUSPICIOUS_S,
        silent: str = SILENT,
        is_back: Callable[[str], bool] = bool,
        is_there: Callable[[str], bool] = lambda choice: False,
        is_in_the_way: Callable[[], bool] = bool,
        retry_s: float = RETRY_S,
        muted: Callable[[str], str] = lambda choice: "",
        echo: EchoControl | None = None,
    ) -> None:
        self._post = post
        self._now = now
        self._preferred = Preferred(open_source, is_back, self._say, retry_s)
        self._suspicious_s = suspicious_s
        self._is_there = is_there
        self._silent = silent
        self._muted = muted
        self._is_in_the_way = is_in_the_way
        self._echo = echo or EchoControl(Played())
        self._device = ""
        self._chunk_ms = 200
        self._past_overflows = 0
        """Those of recordings that have ended."""
        self._recording: Recording | None = None
        self._task: asyncio.Task[None] | None = None
        self._explaining: asyncio.Task[None] | None = None

    def use(self, device: str, chunk_ms: int) -> None:
        """Open this device from now on; moves over at once if one is open."""
        moved = device != self._device
        self._device, self._chunk_ms = device, chunk_ms
        if self._recording and moved:
            self._recording.move()

    def keep_out_echo(self, way: Echo, preroll_ms: int, output: str) -> None:
        """From the next start on send no echo of the answers, heard from this output setting.

        An interruption is sent with ``preroll_ms`` of what was heard before it was noticed.
        """
        self._echo.use(way, preroll_ms, output)

    def start(self) -> None:
        """Begin to open the device; does nothing while one is open or opening."""
        if self._recording is None:
            suspicion = Suspicion(self._silent)
            self._recording = Recording(self._chunk_ms, self._tell, self._now, suspicion)
            task = self._record(self._recording, after=self._task)
            self._task = asyncio.get_running_loop().create_task(task)

    def stop(self) -> None:
        """Begin to close the device; the tail and ``CaptureStopped`` follow in any case."""
        if self._recording is None:
            self._post(CaptureStopped(self._now()))
            return
        self._recording.stop()
        self._recording = None

    async def close(self) -> None:
        """Release everything; posts nothing more."""
        self._post = _drop
        for task in (self._task, self._explaining):
            if task:
                task.cancel()
                await asyncio.wait([task])

    def _tell(self, event: Event) -> None:
        if isinstance(event, CaptureSuspected) and event.message == self._silent:
            explaining = self._explain_silence(event, self._device)
            self._explaining = asyncio.get_running_loop().create_task(explaining)
        elif isinstance(event, MicrophoneLevelMeasured):
            self._post(replace(event, overflows=event.overflows + self._past_overflows))
        else:
            self._post(event)

    async def _explain_silence(self, suspected: CaptureSuspected, device: str) -> None:
        words = await in_a_thread(partial(self._muted, device))
        self._post(replace(suspected, message=words or suspected.message))

    async def _record(self, recording: Recording, after: asyncio.Task[None] | None) -> None:
        """From start to stop, over one device or, when another is chosen, several."""
        if after:
            await after
        try:
            recording.line, words = await asyncio.to_thread(self._echo.line)
            if words:
                self._say(words)
            await self._listen_to_the_end(recording)
        except Exception as error:  # whatever it is: the person can still type
            self._end(recording)
            self._post(CaptureFailed(words_for(error), self._now()))
            if self._recording is recording:
                self._recording = None
                return
        else:
            self._end(recording)
        self._post(CaptureStopped(self._now()))

    def _end(self, recording: Recording) -> None:
        recording.flush()
        self._past_overflows += recording.overflows

    async def _listen_to_the_end(self, recording: Recording) -> None:
        """Record until stopped. Raises ``SoundError`` when there is nothing to record from."""
        loss = ""
        while not recording.stopped:
            recording.moved = False
            try:
                source = await self._preferred.open(self._device)
            except SoundError as problem:
                raise SoundError(loss or str(problem)) from problem
            if loss:
                self._say(MICROPHONE_LOST)
            loss = await self._listen(source, recording)

    async def _listen(self, source: Source, recording: Recording) -> str:
        """Record from this device until stopped or moved, or until it is lost: answers why."""
        coming_back = asyncio.create_task(self._come_back(recording))
        loss = ""
        try:
            if not recording.stopped:
                recording.begin(source)
                loss = await self._watch(source, recording)
                await recording.hear_out(source)
        finally:
            coming_back.cancel()
            await closed(source)
        return loss

    async def _watch(self, source: Source, recording: Recording) -> str:
        """Wait for the stop or the move, or until the device is lost: answers why.

        Raises ``SoundError`` for one that never delivered anything.
        """
        device = "" if self._preferred.away else self._device
        watchdog = Watchdog(partial(self._is_there, device), self._suspicious_s)
        while not await recording.changed(min(LOOK_S, self._suspicious_s)):
            quiet_s = self._now() - recording.heard_at
            if not recording.hears and (source.failure() or quiet_s > FIRST_BLOCK_S):
                raise SoundError(source.failure() or MUTE)
            if source.failure() or (recording.hears and watchdog.gone(quiet_s)):
                return source.failure() or MICROPHONE_GONE
            if self._is_in_the_way() and recording.is_quiet():
                recording.move()
        watchdog.rest()
        return ""

    async def _come_back(self, recording: Recording) -> None:
        """Move to the chosen device when it is there again."""
        if self._preferred.away:
            await self._preferred.returned()
            recording.move()

    def _say(self, words: str) -> None:
        self._post(DeviceChanged(words, self._now()))


def _drop(event: Event) -> None:
    """Nobody listens any more."""

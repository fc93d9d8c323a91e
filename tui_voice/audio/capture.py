"""The microphone: opens when asked, delivers chunks to send and levels to show, keeps the tail."""

import asyncio
from collections.abc import Callable
from functools import partial

from tui_voice.audio.chunks import Chunker
from tui_voice.audio.errors import MICROPHONE_GONE, SoundError, words_for
from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import SAMPLE_RATE_HZ, ms_to_samples
from tui_voice.audio.resampling import Resampler, resampler
from tui_voice.audio.sources import Source
from tui_voice.audio.threads import closed, opened
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStarted,
    CaptureStopped,
    Event,
    MicrophoneLevelMeasured,
)

STALLED_S = 0.5
"""A microphone that delivers nothing for so long is gone: PortAudio does not say so itself."""
FIRST_BLOCK_S = 3.0
"""How long an open device may take to its first block; Bluetooth needs a second or two."""
AFTER_STOP_S = 0.25
"""How long beyond its latency a device may take to deliver what was said before the stop."""
METER_MS = 80
"""How much sound may gather for one look at the meter; a full chunk is sent at once."""
MUTE = (
    "The microphone opened but delivers nothing: check that no other program holds it,"
    " or choose another in the settings (f2)."
)


class Capture:
    """A ``Microphone`` over any source.

    ``open_source`` opens the device of a setting; it runs in a thread and raises ``SoundError``.
    The device is open from ``start`` to ``stop`` only.
    """

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        open_source: Callable[[str], Source],
        stalled_s: float = STALLED_S,
    ) -> None:
        self._post = post
        self._now = now
        self._open_source = open_source
        self._stalled_s = stalled_s
        self._device = ""
        self._chunk_ms = 200
        self._recording: _Recording | None = None
        self._task: asyncio.Task[None] | None = None

    def use(self, device: str, chunk_ms: int) -> None:
        """Open this device from now on; moves over at once if one is open."""
        moved = device != self._device
        self._device, self._chunk_ms = device, chunk_ms
        if self._recording and moved:
            self._recording.move()

    def start(self) -> None:
        """Begin to open the device; does nothing while one is open or opening."""
        if self._recording is None:
            self._recording = _Recording(self._chunk_ms, self._tell, self._now)
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
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _tell(self, event: Event) -> None:
        self._post(event)

    async def _record(self, recording: "_Recording", after: asyncio.Task[None] | None) -> None:
        """From start to stop, over one device or, when another is chosen, several."""
        if after:
            await after
        try:
            while not recording.stopped:
                await self._listen(recording)
        except Exception as error:  # whatever it is: the person can still type
            recording.flush()
            self._post(CaptureFailed(words_for(error), self._now()))
            if self._recording is recording:
                self._recording = None
                return
        recording.flush()
        self._post(CaptureStopped(self._now()))

    async def _listen(self, recording: "_Recording") -> None:
        """Open the chosen device and record from it until stopped or moved."""
        recording.moved = False
        source = await opened(partial(self._open_source, self._device))
        try:
            if not recording.stopped:
                recording.begin(source)
                await self._watch(source, recording)
                await recording.hear_out(source)
        finally:
            await closed(source)

    async def _watch(self, source: Source, recording: "_Recording") -> None:
        """Wait for the stop or the move. Raises ``SoundError`` when the device goes away."""
        while not await recording.changed(self._stalled_s / 2):
            quiet_s = self._now() - recording.heard_at
            if source.failure() or (recording.hears and quiet_s > self._stalled_s):
                raise SoundError(source.failure() or MICROPHONE_GONE)
            if not recording.hears and quiet_s > FIRST_BLOCK_S:
                raise SoundError(MUTE)


class _Recording:
    """What happens between one start and its stop."""

    def __init__(
        self, chunk_ms: int, post: Callable[[Event], None], now: Callable[[], float]
    ) -> None:
        self.stopped = False
        self.moved = False
        self.hears = False
        """A block has come from the present device."""
        self.heard_at = 0.0
        """When the last block came, or else when the device was open."""
        self._stopped_at = 0.0
        self._started = False
        self._captured_at = 0.0
        self._chunker = Chunker(chunk_ms)
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler: Resampler = resampler(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)
        self._post = post
        self._now = now
        self._change = asyncio.Event()
        self._block = asyncio.Event()

    def stop(self) -> None:
        """The person has finished speaking."""
        self.stopped = True
        self._stopped_at = self._now()
        self._change.set()

    def move(self) -> None:
        """Another device was chosen."""
        self.moved = True
        self._change.set()

    def begin(self, source: Source) -> None:
        """Hear this device from now on."""
        self._chunk(self._resampler.flush())
        self._rate_hz = source.rate_hz
        self._resampler = resampler(source.rate_hz, SAMPLE_RATE_HZ)
        self.hears = False
        self.heard_at = self._now()
        source.listen(self._hear)

    async def changed(self, timeout_s: float) -> bool:
        """Whether the recording was stopped or moved, at the latest after the timeout."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._change.wait()
        except TimeoutError:
            return False
        self._change.clear()
        return self.stopped or self.moved

    async def hear_out(self, source: Source) -> None:
        """Hear what was said before the stop and is still on its way through the device."""
        latency_s = source.latency_s
        source.deliver()
        try:
            async with asyncio.timeout(latency_s + AFTER_STOP_S):
                while self.stopped and self._captured_at < self._stopped_at + latency_s:
                    self._block.clear()
                    await self._block.wait()
        except TimeoutError:
            return

    def flush(self) -> None:
        """Deliver the tail."""
        self._chunk(self._resampler.flush())
        if tail := self._chunker.flush():
            self._post(AudioCaptured(tail, self._captured_at))

    def _hear(self, sound: bytes, at: float) -> int:
        self.hears = True
        self.heard_at = self._now()
        self._captured_at = at
        if not self._started:
            self._started = True
            self._post(CaptureStarted(at))
        self._post(MicrophoneLevelMeasured(*level_of(sound)))
        self._chunk(self._resampler.feed(sound))
        self._block.set()
        return self._patience_samples()

    def _patience_samples(self) -> int:
        """How much may gather before it must be looked at: until a chunk is full, or the meter."""
        if self.stopped:
            return 0
        missing = self._chunker.missing_samples * self._rate_hz // SAMPLE_RATE_HZ
        return min(missing, ms_to_samples(METER_MS, self._rate_hz))

    def _chunk(self, pcm: bytes) -> None:
        for chunk in self._chunker.feed(pcm):
            after_it_s = self._chunker.held_samples / SAMPLE_RATE_HZ
            self._post(AudioCaptured(chunk, self._captured_at - after_it_s))


def _drop(event: Event) -> None:
    """Nobody listens any more."""

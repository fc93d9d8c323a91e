"""What happens between one start of the microphone and its stop."""

import asyncio
from collections.abc import Callable

from tui_voice.audio.chunks import Chunker
from tui_voice.audio.half_duplex import Line, OpenLine
from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ, ms_to_samples
from tui_voice.audio.resampling import Resampler, resampler
from tui_voice.audio.sources import Source
from tui_voice.audio.suspicion import SPEECH_DB, Suspicion
from tui_voice.session.events import (
    AudioCaptured,
    CaptureStarted,
    CaptureSuspected,
    Event,
    MicrophoneLevelMeasured,
)

AFTER_STOP_S = 0.25
"""How long beyond its latency a device may take to deliver what was said before the stop."""
METER_MS = 100
"""How much sound may gather for one look at the meter, which the eye takes for steady; a full chunk
is sent at once. Each look wakes the program, and so costs more than its arithmetic."""
WATCH_MS = 20
"""The same while an answer is heard that somebody may interrupt."""
QUIET_S = 0.5
"""A pause between two words is shorter."""
OVERFLOWED = (
    "The computer was too busy to take all that the microphone heard: {} pieces of this recording"
    " are missing."
)


class Recording:
    """The sound of one recording, from one device or several, in chunks and levels."""

    def __init__(
        self,
        chunk_ms: int,
        post: Callable[[Event], None],
        now: Callable[[], float],
        suspicion: Suspicion,
    ) -> None:
        self.stopped = False
        self.moved = False
        self.hears = False
        """A block has come from the present device."""
        self.line: Line = OpenLine()
        """What stands between the device and what is sent."""
        self._source: Source | None = None
        self._earlier_overflows = 0
        """Those of the devices before the present one."""
        self.heard_at = 0.0
        """When the last block came, or else when the device was open."""
        self._stopped_at = 0.0
        self._loud_at = 0.0
        """When there last was sound that can be speech."""
        self._started = False
        self._captured_at = 0.0
        self._chunker = Chunker(chunk_ms)
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler: Resampler = resampler(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)
        self._post = post
        self._now = now
        self._suspicion = suspicion
        self._suspects = True
        """The present device can be wrong; a file may be silent."""
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

    def is_quiet(self) -> bool:
        """Whether nobody has spoken for so long that a moment without the device costs no word."""
        return self._now() - self._loud_at > QUIET_S

    def begin(self, source: Source) -> None:
        """Hear this device from now on."""
        self._send(self._resampler.flush())
        self._earlier_overflows, self._source = self.overflows, source
        self._rate_hz = source.rate_hz
        self._resampler = resampler(source.rate_hz, SAMPLE_RATE_HZ)
        self._suspects = not source.silence_is_meant
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

    @property
    def overflows(self) -> int:
        """How often its devices lost sound."""
        return self._earlier_overflows + (self._source.overflows if self._source else 0)

    def flush(self) -> None:
        """Deliver the tail."""
        self._send(self._resampler.flush())
        self._chunk(self.line.flush())
        if tail := self._chunker.flush():
            self._post(AudioCaptured(tail, self._captured_at))
        if self._suspects:
            self._say(self._suspicion.ended())
        if self.overflows:
            self._say(OVERFLOWED.format(self.overflows))

    def _hear(self, sound: bytes, at: float) -> int:
        self.hears = True
        self.heard_at = self._now()
        self._captured_at = at
        if not self._started:
            self._started = True
            self._post(CaptureStarted(at))
        level = level_of(sound)
        if level.rms_db >= SPEECH_DB:
            self._loud_at = self.heard_at
        self._post(MicrophoneLevelMeasured(*level, self.overflows))
        if self._suspects:
            seconds = len(sound) / SAMPLE_BYTES / self._rate_hz
            self._say(self._suspicion.heard(level, seconds))
        self._send(self._resampler.feed(sound))
        self._block.set()
        return self._patience_samples()

    def _patience_samples(self) -> int:
        """How much may gather before it must be looked at: until a chunk is full, or the meter."""
        if self.stopped:
            return 0
        missing = self._chunker.missing_samples * self._rate_hz // SAMPLE_RATE_HZ
        patience_ms = WATCH_MS if self.line.watches else METER_MS
        return min(missing, ms_to_samples(patience_ms, self._rate_hz))

    def _send(self, pcm: bytes) -> None:
        self._chunk(self.line.pass_on(pcm, self._captured_at))

    def _chunk(self, pcm: bytes) -> None:
        for chunk in self._chunker.feed(pcm):
            after_it_s = self._chunker.held_samples / SAMPLE_RATE_HZ
            self._post(AudioCaptured(chunk, self._captured_at - after_it_s))

    def _say(self, words: str) -> None:
        if words:
            self._post(CaptureSuspected(words, self._now()))

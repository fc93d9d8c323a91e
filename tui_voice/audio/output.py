"""A PortAudio speaker: the callback copies a ready block and leaves."""

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from tui_voice.audio.device_names import Direction
from tui_voice.audio.errors import SPEAKER_GONE
from tui_voice.audio.mixing import FADE_MS, amplified, fade_out, from_mono
from tui_voice.audio.pcm import SAMPLE_BYTES, ms_to_samples
from tui_voice.audio.portaudio import Stream, open_stream
from tui_voice.audio.schedule import Block
from tui_voice.audio.sinks import Taken
from tui_voice.audio.streams import BUFFER_MS, Format
from tui_voice.audio.watchdog import SURELY_GONE_S

LONGEST_LEAD_S = 2.0
"""What a device claims beyond this until a sample is heard is not believed."""


SETTLED_BLOCKS = 10
"""Blocks next to be played, 0.2 s, that keep the volume with which they were pushed: PortAudio's
thread may be about to take them."""


class _Ready(NamedTuple):
    """A block in the device's format, its fade for when the sound is cut, and what it came from."""

    sound: bytes
    fade: bytes
    mono: bytes


class _Run:
    """Blocks ready to play, and reports of those taken, until the sound is cut."""

    __slots__ = ("cut", "ready", "taken")

    def __init__(self, cut: "_Run | None") -> None:
        self.ready: deque[_Ready] = deque()
        self.taken: deque[Taken] = deque()
        self.cut = cut
        """The run before, whose next block is still to fade."""

    def reports(self) -> list[Taken]:
        """Every report so far, once."""
        return [self.taken.popleft() for _ in range(len(self.taken))]


class OutputStream:
    """The two sides of a speaker's stream.

    The loop's thread appends to ``_run``, changes its far end, and replaces it; PortAudio's thread
    takes from its near end, and alone writes ``_position``, ``_called_at``, ``underflows`` and
    ``_gone``. Each is one atomic step, so that neither waits for the other.
    """

    is_heard = True

    def __init__(self, fmt: Format, now: Callable[[], float], buffer_ms: int = BUFFER_MS) -> None:
        self.buffer_ms = buffer_ms
        self.rate_hz = fmt.rate_hz
        self.block_samples = fmt.block_frames
        self.fade_samples = ms_to_samples(FADE_MS, fmt.rate_hz)
        self.underflows = 0
        self._channels = fmt.channels
        self._silence = bytes(fmt.block_frames * fmt.channels * SAMPLE_BYTES)
        self._now = now
        self._run = _Run(cut=None)
        self._gain = 1.0
        self._position = 0
        self._called_at = now()
        self._gone = False
        self._latency_s = 0.0
        self._stream: Stream | None = None

    def callback(self, outdata: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio asks for a block; this runs in its thread."""
        position = self._position
        self._position = position + frames
        self._called_at = now = self._now()
        run = self._run
        if run.cut is not None:
            ready, run.cut = run.cut.ready, None
            outdata[:] = ready[0].fade if ready else self._silence
        elif run.ready:
            outdata[:] = run.ready.popleft().sound
            lead = time.outputBufferDacTime - time.currentTime
            if not 0 < lead < LONGEST_LEAD_S:
                lead = self._latency_s  # the first callbacks report none
            run.taken.append(Taken(position, now + lead))
            if status:
                self.underflows += 1
        else:
            outdata[:] = self._silence

    def ended(self) -> None:
        """The stream has ended; this runs in PortAudio's thread."""
        self._gone = True

    def attach(self, stream: Stream) -> None:
        """The stream is running."""
        self._stream = stream
        self._latency_s = stream.latency_s

    def position(self) -> int:
        """How many samples the device has asked for."""
        return self._position

    def push(self, block: Block) -> None:
        """Play this after what was pushed before."""
        self._run.ready.append(self._prepared(block.pcm))

    def use_gain(self, gain: float) -> None:
        """Make what is pushed from now on louder or softer, and what waits but for 0.2 s."""
        self._gain = gain
        ready = self._run.ready
        later = [ready.pop() for _ in range(len(ready) - SETTLED_BLOCKS)]
        ready.extend(self._prepared(block.mono) for block in reversed(later))

    def taken(self) -> list[Taken]:
        """Which blocks the device took since this was last asked."""
        return self._run.reports()

    def cut(self) -> list[Taken]:
        """Fade the next block to silence and forget the rest; answers as ``taken`` does."""
        run = self._run
        self._run = _Run(cut=run.cut or run)
        return run.reports()

    def quiet_s(self) -> float:
        """How long PortAudio has not called."""
        return self._now() - self._called_at

    def failure(self) -> str:
        """That the device went away, or nothing."""
        return SPEAKER_GONE if self._gone or self.quiet_s() > SURELY_GONE_S else ""

    def close(self) -> None:
        """Release the device; may block."""
        if self._stream:
            self._stream.close()

    def _prepared(self, mono: bytes) -> _Ready:
        whole = amplified(mono.ljust(self.block_samples * SAMPLE_BYTES, b"\0"), self._gain)
        fade = from_mono(fade_out(whole, self.fade_samples), self._channels)
        sound = from_mono(whole, self._channels)
        return _Ready(sound, fade.ljust(len(self._silence), b"\0"), mono)


def open_output(choice: str, now: Callable[[], float], buffer_ms: int) -> OutputStream:
    """Open a speaker by index or name, to hold so much. Raises ``SoundError``; may block."""
    stream, output = open_stream(
        Direction.OUTPUT, choice, lambda fmt: OutputStream(fmt, now, buffer_ms)
    )
    output.attach(stream)
    return output

"""A PortAudio microphone: the callback copies a block and leaves."""

import asyncio
from collections import deque
from collections.abc import Callable
from math import ceil
from typing import Any

from tui_voice.audio.device_names import Direction
from tui_voice.audio.errors import MICROPHONE_GONE
from tui_voice.audio.mixing import to_mono
from tui_voice.audio.portaudio import Stream, open_stream
from tui_voice.audio.sources import OnSound
from tui_voice.audio.streams import BUFFER_MS, Format

QUEUE_BLOCKS = 1_500
"""Half a minute of blocks the loop did not come to fetch; beyond it the oldest are lost."""


class InputStream:
    """The two sides of a microphone's stream.

    PortAudio's thread appends to ``_blocks`` and alone writes ``overflows`` and ``_gone``; the
    loop's thread takes from ``_blocks`` and alone writes ``_loop`` and ``_due_blocks``. The one
    sets ``_woken``, the other clears it before it takes, so that no block is left lying. Each is
    one atomic step: neither waits.
    """

    silence_is_meant = False
    buffer_ms = BUFFER_MS

    def __init__(self, fmt: Format, now: Callable[[], float]) -> None:
        self.rate_hz = fmt.rate_hz
        self.latency_s = 0.0
        self.overflows = 0
        """Times the device or the queue had to drop sound."""
        self._channels = fmt.channels
        self._block_frames = fmt.block_frames
        self._now = now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._blocks: deque[tuple[bytes, float]] = deque(maxlen=QUEUE_BLOCKS)
        self._due_blocks = 1
        """How many blocks gather before the loop is woken."""
        self._woken = False
        """The loop was called and has not come yet: one that stalls gathers one call only."""
        self._on_sound: OnSound | None = None
        self._gone = False
        self._stream: Stream | None = None

    def callback(self, indata: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio delivers a block; this runs in its thread."""
        if status or len(self._blocks) == QUEUE_BLOCKS:
            self.overflows += 1
        self._blocks.append((bytes(indata), self._now()))
        if len(self._blocks) >= self._due_blocks and not self._woken:
            self._wake()

    def ended(self) -> None:
        """The stream has ended; this runs in PortAudio's thread."""
        self._gone = True

    def attach(self, stream: Stream) -> None:
        """The stream is running."""
        self._stream = stream
        self.latency_s = stream.latency_s

    def listen(self, on_sound: OnSound) -> None:
        """Deliver what was captured since the opening, and then whatever comes."""
        self._on_sound = on_sound
        self._loop = asyncio.get_running_loop()
        self.deliver()

    def deliver(self) -> None:
        """Deliver now what has gathered."""
        self._woken = False
        if not self._on_sound:
            return
        blocks = [self._blocks.popleft() for _ in range(len(self._blocks))]
        if blocks:
            sound = b"".join(block for block, _ in blocks)
            samples = self._on_sound(to_mono(sound, self._channels), blocks[-1][1])
            self._due_blocks = max(1, ceil(samples / self._block_frames))

    def failure(self) -> str:
        """That the device went away, or nothing."""
        return MICROPHONE_GONE if self._gone else ""

    def close(self) -> None:
        """Release the device; may block; nothing is delivered any more."""
        self._on_sound = None
        if self._stream:
            self._stream.close()

    def _wake(self) -> None:
        if self._loop is None:
            return  # nobody listens yet
        self._woken = True
        try:
            self._loop.call_soon_threadsafe(self.deliver)
        except RuntimeError:
            return  # the loop is closed: nobody listens any more


def open_input(choice: str, now: Callable[[], float]) -> InputStream:
    """Open a microphone by index or name. Raises ``SoundError``; may block."""
    stream, source = open_stream(Direction.INPUT, choice, lambda fmt: InputStream(fmt, now))
    source.attach(stream)
    return source

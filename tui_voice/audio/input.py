"""A PortAudio microphone: the callback copies a block and leaves."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from tui_voice.audio.device_names import Direction
from tui_voice.audio.errors import MICROPHONE_GONE
from tui_voice.audio.mixing import to_mono
from tui_voice.audio.portaudio import Format, Stream, open_stream
from tui_voice.audio.sources import OnBlock

QUEUE_BLOCKS = 1_500
"""Half a minute of blocks the loop did not come to fetch; beyond it the oldest are lost."""


class InputStream:
    """The two sides of a microphone's stream.

    PortAudio's thread appends to ``_blocks`` and alone writes ``overflows`` and ``_gone``; the
    loop's thread takes from ``_blocks`` and alone writes ``_loop``. Each is one atomic step, so
    that neither waits.
    """

    def __init__(self, fmt: Format, now: Callable[[], float]) -> None:
        self.rate_hz = fmt.rate_hz
        self.latency_s = 0.0
        self.overflows = 0
        """Times the device or the queue had to drop sound."""
        self._channels = fmt.channels
        self._now = now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._blocks: deque[tuple[bytes, float]] = deque(maxlen=QUEUE_BLOCKS)
        self._on_block: OnBlock | None = None
        self._gone = False
        self._stream: Stream | None = None

    def callback(self, indata: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio delivers a block; this runs in its thread."""
        if status or len(self._blocks) == QUEUE_BLOCKS:
            self.overflows += 1
        self._blocks.append((bytes(indata), self._now()))
        self._wake()

    def ended(self) -> None:
        """The stream has ended; this runs in PortAudio's thread."""
        self._gone = True

    def attach(self, stream: Stream) -> None:
        """The stream is running."""
        self._stream = stream
        self.latency_s = stream.latency_s

    def listen(self, on_block: OnBlock) -> None:
        """Deliver what was captured since the opening, and then block after block."""
        self._on_block = on_block
        self._loop = asyncio.get_running_loop()
        self._deliver()

    def failure(self) -> str:
        """That the device went away, or nothing."""
        return MICROPHONE_GONE if self._gone else ""

    def close(self) -> None:
        """Release the device; may block; nothing is delivered any more."""
        self._on_block = None
        if self._stream:
            self._stream.close()

    def _wake(self) -> None:
        if self._loop is None:
            return  # nobody listens yet
        try:
            self._loop.call_soon_threadsafe(self._deliver)
        except RuntimeError:
            return  # the loop is closed: nobody listens any more

    def _deliver(self) -> None:
        while self._blocks and self._on_block:
            block, at = self._blocks.popleft()
            self._on_block(to_mono(block, self._channels), at)


def open_input(choice: str, now: Callable[[], float]) -> InputStream:
    """Open a microphone by index or name. Raises ``SoundError``; may block."""
    stream, source = open_stream(Direction.INPUT, choice, lambda fmt: InputStream(fmt, now))
    source.attach(stream)
    return source

"""A microphone and a speaker tried out: listen, record for a while, or play."""

import asyncio
import time
from collections.abc import Callable

from tui_voice.audio.choose import Microphone, Speaker
from tui_voice.audio.errors import SoundError
from tui_voice.audio.streams import BUFFER_MS
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStarted,
    CaptureStopped,
    DeviceChanged,
    Event,
    PlaybackFailed,
    PlaybackFinished,
)

CHUNK_MS = 100


async def listen(device: str, tell: Callable[[Event, Microphone], None]) -> None:
    """Open the microphone, by a stream of its own, and tell its events with it until it stops.

    Cancelling closes it. Raises ``SoundError``.
    """
    events = asyncio.Queue[Event]()
    microphone = Microphone(events.put_nowait, time.monotonic)
    microphone.use(device, CHUNK_MS)
    microphone.start()
    try:
        while not isinstance(event := await events.get(), CaptureStopped):
            if isinstance(event, CaptureFailed | DeviceChanged):
                raise SoundError(event.message)
            tell(event, microphone)
    finally:
        await microphone.close()


async def record(device: str, seconds: float) -> bytes:
    """What the microphone hears from its first block on. Raises ``SoundError``."""
    pcm = bytearray()

    def keep(event: Event, microphone: Microphone) -> None:
        if isinstance(event, CaptureStarted):
            asyncio.get_running_loop().call_later(seconds, microphone.stop)
        elif isinstance(event, AudioCaptured):
            pcm.extend(event.pcm)

    await listen(device, keep)
    return bytes(pcm)


async def play(device: str, pcm: bytes) -> None:
    """Play this to its end. Raises ``SoundError``."""
    events = asyncio.Queue[Event]()
    speaker = Speaker(events.put_nowait, time.monotonic)
    speaker.use(device, 0, BUFFER_MS)
    speaker.play("trial", pcm)
    speaker.finish("trial")
    try:
        while not isinstance(event := await events.get(), PlaybackFinished):
            if isinstance(event, PlaybackFailed | DeviceChanged):
                raise SoundError(event.message)
    finally:
        await speaker.close()

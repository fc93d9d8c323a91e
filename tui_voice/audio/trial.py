"""A microphone and a speaker tried out: listen, record for a while, or play."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from tui_voice.audio.choose import Microphone, Speaker
from tui_voice.audio.errors import SoundError
from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_in
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
    PlaybackStarted,
)

CHUNK_MS = 100


class Recorded(NamedTuple):
    """24 kHz mono PCM16, and when its first sample arrived (monotonic seconds)."""

    pcm: bytes
    began_at: float


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


async def record(device: str, seconds: float) -> Recorded:
    """What the microphone hears from its first block on. Raises ``SoundError``."""
    pcm = bytearray()
    began_at = 0.0

    def keep(event: Event, microphone: Microphone) -> None:
        nonlocal began_at
        if isinstance(event, CaptureStarted):
            asyncio.get_running_loop().call_later(seconds, microphone.stop)
        elif isinstance(event, AudioCaptured):
            pcm.extend(event.pcm)
            began_at = event.at - samples_in(pcm) / SAMPLE_RATE_HZ

    await listen(device, keep)
    return Recorded(bytes(pcm), began_at)


async def play(device: str, pcm: bytes) -> float:
    """Play this to its end; answers when it began to be heard (monotonic seconds).

    Raises ``SoundError``.
    """
    events = asyncio.Queue[Event]()
    speaker = Speaker(events.put_nowait, time.monotonic)
    speaker.use(device, 0, BUFFER_MS)
    speaker.play("trial", pcm)
    speaker.finish("trial")
    began_at = 0.0
    try:
        while not isinstance(event := await events.get(), PlaybackFinished):
            if isinstance(event, PlaybackFailed | DeviceChanged):
                raise SoundError(event.message)
            if isinstance(event, PlaybackStarted):
                began_at = event.at
    finally:
        await speaker.close()
    return began_at

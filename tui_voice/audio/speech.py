"""Speech to write down, in pieces between pauses: from a recording or from the microphone."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol

from tui_voice.audio.pauses import Pauses
from tui_voice.audio.pcm import SAMPLE_RATE_HZ, samples_in
from tui_voice.audio.recorded import Recorded
from tui_voice.audio.threads import in_a_thread
from tui_voice.session.events import (
    AudioCaptured,
    CaptureFailed,
    CaptureStopped,
    CaptureSuspected,
    DeviceChanged,
    Event,
)
from tui_voice.session.transcription import SoundEnded, SpeechHeard

STEP_S = 1.0
"""How much of a file is read at a time."""
LIVE_STEP_S = 0.2
"""The same of what is being said now."""

MOST_WAITING_S = 600
"""So much speech from the microphone waits for a server that is away; then we stop listening."""

TOO_LONG_AWAY = "The server was away too long: nothing more was recorded."


class RecordedSpeech:
    """The speech in a recording; ``live`` is one that is being made, or is to be read as if."""

    def __init__(
        self, recorded: Recorded, now: Callable[[], float], *, live: bool, paced: bool = False
    ) -> None:
        """``paced``: read no faster than it was said."""
        self._recorded = recorded
        self._now = now
        self._step_s = LIVE_STEP_S if live or paced else STEP_S
        self._paced = paced
        self._began_at: float | None = None
        self._pauses = Pauses()
        self._pieces: deque[SpeechHeard] = deque()
        self._stopping = asyncio.Event()
        self._ended = False

    @property
    def heard_s(self) -> float:
        """How much of the recording was read."""
        return self._pauses.position / SAMPLE_RATE_HZ

    async def next(self) -> SpeechHeard | SoundEnded:
        """The next piece of speech, or the end of the recording."""
        while not self._pieces:
            if self._ended:
                return SoundEnded(self._now())
            try:
                await self._read()
            except OSError as error:
                self._ended = True
                return SoundEnded(
                    self._now(), f"It could not be read to its end: {error.strerror}."
                )
        return self._pieces.popleft()

    def stop(self) -> None:
        """What was read until now is all."""
        self._stopping.set()

    async def close(self) -> None:
        """Stop reading."""
        self._stopping.set()

    async def _read(self) -> None:
        if self._began_at is None:
            self._began_at = self._now()
        reading = asyncio.ensure_future(in_a_thread(partial(self._recorded.read, self._step_s)))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        pcm = b"" if self._stopping.is_set() else await reading
        reading.cancel()
        if self._paced:
            said_at = self._began_at + self.heard_s + samples_in(pcm) / SAMPLE_RATE_HZ
            await asyncio.sleep(max(0.0, said_at - self._now()))
        self._ended = not pcm
        pieces = self._pauses.feed(pcm) if pcm else self._pauses.flush()
        self._pieces.extend(SpeechHeard(*piece, at=self._now()) for piece in pieces)


class Microphone(Protocol):
    """What is needed of one."""

    def start(self) -> None:
        """Begin to record."""
        ...

    def stop(self) -> None:
        """Stop recording; the tail is still delivered."""
        ...

    async def close(self) -> None:
        """Release it."""
        ...


class LiveSpeech:
    """What is said into the microphone from the first ``next`` until ``stop``.

    ``open_microphone`` makes one that posts what it hears; ``say`` takes what a person should know.
    """

    def __init__(
        self,
        open_microphone: Callable[[Callable[[Event], None]], Microphone],
        now: Callable[[], float],
        say: Callable[[str], None],
        most_waiting_s: float = MOST_WAITING_S,
    ) -> None:
        self._now = now
        self._say = say
        self._most_waiting = most_waiting_s * SAMPLE_RATE_HZ
        self._pauses = Pauses()
        self._waiting = asyncio.Queue[SpeechHeard | SoundEnded]()
        self._waiting_samples = 0
        self._begun = False
        self._trouble = ""
        self._microphone = open_microphone(self._take)

    @property
    def heard_s(self) -> float:
        """How long it has listened."""
        return self._pauses.position / SAMPLE_RATE_HZ

    async def next(self) -> SpeechHeard | SoundEnded:
        """The next piece of speech, or the end of the recording; waits for it."""
        if not self._begun:
            self._begun = True
            self._microphone.start()
        heard = await self._waiting.get()
        if isinstance(heard, SpeechHeard):
            self._waiting_samples -= samples_in(heard.pcm)
        return heard

    def stop(self) -> None:
        """Stop listening; what was said until now still comes."""
        self._microphone.stop()

    async def close(self) -> None:
        """Release the microphone."""
        await self._microphone.close()

    def _take(self, event: Event) -> None:
        match event:
            case AudioCaptured(pcm):
                self._keep(pcm)
            case CaptureStopped():
                self._end(self._trouble)
            case CaptureFailed(message):
                self._end(message)
            case CaptureSuspected(message) | DeviceChanged(message):
                self._say(message)
            case _:
                pass  # levels, which nobody sees here

    def _keep(self, pcm: bytes) -> None:
        for piece in self._pauses.feed(pcm):
            self._waiting_samples += samples_in(piece.pcm)
            self._waiting.put_nowait(SpeechHeard(*piece, at=self._now()))
        if self._waiting_samples > self._most_waiting and not self._trouble:
            self._trouble = TOO_LONG_AWAY
            self._microphone.stop()

    def _end(self, trouble: str) -> None:
        for piece in self._pauses.flush():
            self._waiting.put_nowait(SpeechHeard(*piece, at=self._now()))
        self._waiting.put_nowait(SoundEnded(self._now(), trouble))

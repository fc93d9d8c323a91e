"""A microphone and a speaker that wait for no clock: what is recorded is heard and kept at once."""

from collections.abc import Callable

from tui_voice.audio.chunks import Chunker
from tui_voice.audio.errors import SoundError
from tui_voice.audio.pcm import samples_in
from tui_voice.audio.wav import WavFile
from tui_voice.config.kinds import Echo
from tui_voice.session.events import (
    AudioCaptured,
    CaptureStarted,
    CaptureStopped,
    Event,
    PlaybackFailed,
    PlaybackFinished,
    PlaybackStarted,
    PlaybackStopped,
)

CHUNK_MS = 200


class RecordedMicrophone:
    """A ``Microphone`` that has heard all of ``pcm`` (24 kHz mono PCM16) as soon as it starts."""

    def __init__(self, post: Callable[[Event], None], now: Callable[[], float], pcm: bytes) -> None:
        self._post = post
        self._now = now
        self._pcm = pcm
        self._chunk_ms = CHUNK_MS

    def use(self, device: str, chunk_ms: int) -> None:
        """The recording is the device."""
        self._chunk_ms = chunk_ms

    def keep_out_echo(self, way: Echo, preroll_ms: int, output: str) -> None:
        """There is none in a recording."""

    def start(self) -> None:
        """Deliver the whole recording."""
        chunker = Chunker(self._chunk_ms)
        self._post(CaptureStarted(self._now()))
        for chunk in chunker.feed(self._pcm):
            self._post(AudioCaptured(chunk, self._now()))
        if tail := chunker.flush():
            self._post(AudioCaptured(tail, self._now()))

    def stop(self) -> None:
        """The tail has been delivered."""
        self._post(CaptureStopped(self._now()))

    async def close(self) -> None:
        """Nothing is to be released."""


class KeptSpeaker:
    """A ``Speaker`` that writes all it is given into ``file``, and counts it as heard.

    Without a file it only counts.
    """

    def __init__(
        self, post: Callable[[Event], None], now: Callable[[], float], file: WavFile | None
    ) -> None:
        self._post = post
        self._now = now
        self._file = file
        self._heard: dict[str, int] = {}
        """Samples of each item that is not finished."""

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """The file is the device."""

    def set_volume(self, percent: int) -> None:
        """A file gets the sound as it came."""

    def play(self, item_id: str, pcm: bytes) -> None:
        """Keep more sound of an item."""
        if item_id not in self._heard:
            self._heard[item_id] = 0
            self._post(PlaybackStarted(item_id, self._now()))
        self._heard[item_id] += samples_in(pcm)
        if self._file:
            try:
                self._file.write(pcm)
            except SoundError as problem:
                self._file = None
                self._post(PlaybackFailed(str(problem), self._now()))

    def finish(self, item_id: str) -> None:
        """All of the item is kept."""
        if item_id in self._heard:
            self._post(PlaybackFinished(item_id, self._heard.pop(item_id), self._now()))

    def stop(self) -> None:
        """Forget what is not finished; what came of it was heard."""
        heard = tuple(self._heard.items())
        self._heard.clear()
        self._post(PlaybackStopped(heard, self._now()))

    async def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()

"""Recordings that are read piece by piece, however long they are, from a file or a pipe."""

from dataclasses import replace
from typing import BinaryIO, Protocol

from tui_voice.audio.errors import SoundError
from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tui_voice.audio.resampling import resampler
from tui_voice.audio.riff import NotWavError, begin, to_mono

ENDLESS_BYTES = 0x7FFF0000
"""Programs that write a WAV into a pipe do not know its length, and say about so much or more."""


class Recorded(Protocol):
    """A recording, from its beginning."""

    @property
    def seconds(self) -> float | None:
        """How long it is, if that is known."""
        ...

    def read(self, seconds: float) -> bytes:
        """So much more of it as 24 kHz mono PCM16, or what there is; nothing at the end. Blocks."""
        ...


class RecordedPcm:
    """Bare 24 kHz mono PCM16."""

    seconds = None

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, seconds: float) -> bytes:
        """So much more of it."""
        pcm = self._file.read(int(seconds * SAMPLE_RATE_HZ) * SAMPLE_BYTES)
        return pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES]


class RecordedWav:
    """A WAV file of any PCM or float format."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Reads its head; ``name`` is what a person calls it. Raises ``SoundError``; blocks."""
        try:
            self._wav, size = begin(file)
        except NotWavError as reason:
            raise SoundError(f"{name} is not a WAV file that can be read: {reason}.") from reason
        self._file = file
        self._left = size
        self._stream = resampler(self._wav.rate_hz, SAMPLE_RATE_HZ)
        frame = self._wav.channels * self._wav.sample_bytes
        self.seconds = None if size >= ENDLESS_BYTES else size / frame / self._wav.rate_hz

    def read(self, seconds: float) -> bytes:
        """So much more of it."""
        frame = self._wav.channels * self._wav.sample_bytes
        while self._left:
            size = min(self._left, int(seconds * self._wav.rate_hz) * frame)
            data = self._file.read(size)
            self._left = self._left - size if len(data) == size else 0
            pcm = self._stream.feed(to_mono(replace(self._wav, data=data)))
            if not self._left:
                pcm += self._stream.flush()
            if pcm:  # a resampler keeps the first moment to itself
                return pcm
        return b""

"""WAV files as devices: a machine without sound, or a script, can hold a conversation."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tui_voice.audio.errors import SoundError
from tui_voice.audio.pcm import BLOCK_SAMPLES, SAMPLE_BYTES
from tui_voice.audio.riff import HEADER_BYTES, NotWavError, header, parse, to_pcm
from tui_voice.audio.sinks import ClockSink
from tui_voice.audio.sources import ClockSource


def open_wav_source(path: Path, now: Callable[[], float]) -> ClockSource:
    """A microphone that speaks a WAV file in real time, from its beginning, and then is silent.

    Any PCM or float WAV will do. Raises ``SoundError``; blocks while it reads.
    """
    return ClockSource(now, _blocks(read_wav(path)))


def read_wav(path: Path) -> bytes:
    """The sound of a WAV file as 24 kHz mono PCM16. Raises ``SoundError``; blocks."""
    try:
        return wav_sound(path.read_bytes(), str(path))
    except OSError as error:
        raise SoundError(f"Cannot read {path}: {error.strerror}.") from error


def wav_sound(content: bytes, name: str) -> bytes:
    """The same of a file that is read already; ``name`` is what a person calls it."""
    try:
        return to_pcm(parse(content))
    except NotWavError as reason:
        raise SoundError(f"{name} is not a WAV file that can be read: {reason}.") from reason


def _blocks(pcm: bytes) -> Iterator[bytes]:
    """The sound in device blocks, the last one filled up with silence."""
    size = BLOCK_SAMPLES * SAMPLE_BYTES
    for offset in range(0, len(pcm), size):
        yield pcm[offset : offset + size].ljust(size, b"\0")


class WavFile:
    """A WAV file in the making; its header is right after every write, should we be killed."""

    def __init__(self, path: Path, *, append: bool = False) -> None:
        """Raises ``SoundError`` where it cannot be written."""
        self._path = path
        try:
            self._file = path.open("r+b" if append else "w+b")
            self._data_bytes = max(0, self._file.seek(0, 2) - HEADER_BYTES)
        except OSError as error:
            raise SoundError(self._words(error)) from error
        self.write(b"")

    def write(self, pcm: bytes) -> None:
        """Add 24 kHz mono PCM16. Raises ``SoundError``."""
        try:
            self._file.seek(HEADER_BYTES + self._data_bytes)
            self._file.write(pcm)
            self._data_bytes += len(pcm)
            self._file.seek(0)
            self._file.write(header(self._data_bytes))
            self._file.flush()
        except OSError as error:
            raise SoundError(self._words(error)) from error

    def close(self) -> None:
        """Close it; a disk that is full was told already."""
        with suppress(OSError):
            self._file.close()

    def _words(self, error: OSError) -> str:
        # Of a pipe Python says without the system that nothing can be sought in it.
        return f"Cannot write {self._path}: {error.strerror or error}."


class WavSink(ClockSink):
    """A speaker that writes what would have been heard, as it would be heard, into a WAV file.

    Answers stand back to back, without the silence between them; one that was stopped ends where
    it was stopped.
    """

    def __init__(self, path: Path, now: Callable[[], float], *, append: bool) -> None:
        super().__init__(now)
        self._file = WavFile(path, append=append)
        self._failure = ""

    def failure(self) -> str:
        """Why the file could not be written, or nothing."""
        return self._failure

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _hear(self, pcm: bytes) -> None:
        try:
            self._file.write(pcm)
        except SoundError as problem:
            self._failure = str(problem)


class WavWriter:
    """Opens WAV files as speakers: anew the first time, and then to write on where it left off."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._begun: set[Path] = set()

    def open(self, path: Path) -> WavSink:
        """The file as a speaker. Raises ``SoundError``."""
        sink = WavSink(path, self._now, append=path in self._begun)
        self._begun.add(path)
        return sink

"""Kept sound as one file of two channels: on the left the person, on the right the answers."""

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from tui_voice.audio.errors import SoundError
from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tui_voice.audio.riff import header

CHANNELS = 2
BLOCK_FRAMES = SAMPLE_RATE_HZ
"""So much is in memory at a time: one second."""

LARGEST_WAV = 2**32 - 1 - 64
"""Bytes of sound that a WAV file can hold: twelve hours of two channels."""

NO_FLAC = "FLAC needs the package soundfile: pip install soundfile. WAV needs nothing more."


Come = Callable[[float], object]
"""Takes a share of the whole, from 0 to 1."""


def _nobody(_share: float) -> None:
    """Nobody wants to know."""


class Side(IntEnum):
    """Whose channel."""

    PERSON = 0
    ANSWER = 1


class Clip(NamedTuple):
    """A file of raw 24 kHz mono PCM16, its place in the whole, and how much of it to take."""

    path: Path
    side: Side
    start: int
    samples: int

    @property
    def end(self) -> int:
        """The first frame after it."""
        return self.start + self.samples


def write_wav(
    clips: Sequence[Clip], write: Callable[[bytes], object], come: Come = _nobody
) -> None:
    """A WAV file in pieces, in order, so that it can go into a pipe.

    ``come`` is told now and then what share is written.
    Raises ``SoundError`` where it would be too long, ``OSError`` where a clip cannot be read.
    """
    size = _frames(clips) * CHANNELS * SAMPLE_BYTES
    if size > LARGEST_WAV:
        raise SoundError("That is more than twelve hours, too long for a WAV file: take FLAC.")
    write(header(size, CHANNELS))
    for block in _blocks(clips, come):
        write(block.astype("<i2").tobytes())


def write_flac(
    clips: Sequence[Clip], open_file: Callable[[], BinaryIO], come: Come = _nobody
) -> None:
    """A FLAC file; it is opened only when there is something that can write it.

    ``come`` is told now and then what share is written.
    Raises ``SoundError`` without soundfile, ``OSError`` where a file cannot be read or written.
    """
    try:
        soundfile = import_module("soundfile")
    except (ImportError, OSError) as problem:  # the package, or the library that it brings
        raise SoundError(NO_FLAC) from problem
    with (
        open_file() as file,
        soundfile.SoundFile(file, "w", SAMPLE_RATE_HZ, CHANNELS, format="FLAC") as flac,
    ):
        for block in _blocks(clips, come):
            flac.write(block)


def _frames(clips: Sequence[Clip]) -> int:
    return max((clip.end for clip in clips), default=0)


def _blocks(
    clips: Sequence[Clip], come: Come
) -> "Iterator[np.ndarray[tuple[int, int], np.dtype[np.int16]]]":
    """The whole, a second at a time, as frames of two samples; what overlaps is added."""
    frames = _frames(clips)
    for start in range(0, frames, BLOCK_FRAMES):
        come(start / frames)
        length = min(BLOCK_FRAMES, frames - start)
        mixed = np.zeros((length, CHANNELS), dtype=np.int32)
        for clip in clips:
            first, last = max(start, clip.start), min(start + length, clip.end)
            if first < last:
                sound = np.frombuffer(_read(clip, first, last), dtype="<i2")
                place = first - start
                mixed[place : place + sound.size, clip.side] += sound
        yield np.clip(mixed, -32_768, 32_767).astype(np.int16)


def _read(clip: Clip, first: int, last: int) -> bytes:
    """The clip between two frames of the whole; a file that was cut off ends where it ends."""
    with clip.path.open("rb") as file:
        file.seek((first - clip.start) * SAMPLE_BYTES)
        pcm = file.read((last - first) * SAMPLE_BYTES)
    return pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES]

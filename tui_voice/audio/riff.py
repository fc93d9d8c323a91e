"""The WAV format: any PCM file in, 24 kHz mono out."""

import struct
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tui_voice.audio.resampling import resampler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PCM = 1
FLOAT = 3
EXTENSIBLE = 0xFFFE
"""The format is in the first two bytes of a longer description, from byte 24 on."""
HEADER_BYTES = 44


class NotWavError(Exception):
    """These bytes are no WAV that we can read; the message says why."""


@dataclass(frozen=True, slots=True)
class Wav:
    """Samples as they stand in the file, interleaved."""

    kind: int
    channels: int
    rate_hz: int
    sample_bytes: int
    data: bytes


def parse(content: bytes) -> Wav:
    """Read a RIFF/WAVE file; one that was cut off, or written to a pipe, ends where it ends.

    Raises ``NotWavError``.
    """
    file = BytesIO(content)
    wav, size = begin(file)
    return replace(wav, data=file.read(size))


def begin(file: BinaryIO) -> tuple[Wav, int]:
    """Read up to the sound: answers how it is written, and how many bytes of it should follow.

    Raises ``NotWavError``.
    """
    opening = file.read(12)
    if opening[:4] != b"RIFF" or opening[8:] != b"WAVE":
        raise NotWavError("it does not begin like one")
    described: tuple[int, int, int, int] | None = None
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        if name == b"data" and described:
            return _checked(Wav(*described, data=b"")), size
        body = file.read(size + size % 2)
        if name == b"fmt ":
            described = _description(body)
    raise NotWavError("it holds no sound")


def to_pcm(wav: Wav) -> bytes:
    """The sound as 24 kHz mono PCM16."""
    stream = resampler(wav.rate_hz, SAMPLE_RATE_HZ)
    return stream.feed(to_mono(wav)) + stream.flush()


def to_mono(wav: Wav) -> bytes:
    """The sound as mono PCM16 at its own rate."""
    import numpy as np

    samples = _samples(wav)
    frames = samples[: samples.size // wav.channels * wav.channels].reshape(-1, wav.channels)
    mono = np.rint(frames.sum(axis=1) * (32_768 / wav.channels))
    return np.clip(mono, -32_768, 32_767).astype("<i2").tobytes()


def header(data_bytes: int, channels: int = 1) -> bytes:
    """The 44 bytes before so many bytes of 24 kHz PCM16."""
    size, frame = HEADER_BYTES - 8 + data_bytes, channels * SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", size, b"WAVE", b"fmt ", 16, PCM, channels, SAMPLE_RATE_HZ),
        *(SAMPLE_RATE_HZ * frame, frame, 8 * SAMPLE_BYTES, b"data", data_bytes),
    )


def _description(body: bytes) -> tuple[int, int, int, int]:
    """Kind, channels, rate and bytes a sample, of a ``fmt`` chunk."""
    if len(body) < 16:
        raise NotWavError("its description is cut off")
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind == EXTENSIBLE and len(body) >= 26:
        (kind,) = struct.unpack_from("<H", body, 24)
    return kind, channels, rate_hz, bits // 8


def _checked(wav: Wav) -> Wav:
    widths = {PCM: (1, 2, 3, 4), FLOAT: (4, 8)}
    if wav.kind not in widths:
        raise NotWavError("it is compressed")
    if wav.sample_bytes not in widths[wav.kind] or not wav.channels or not wav.rate_hz:
        raise NotWavError("its description makes no sense")
    return wav


def _samples(wav: Wav) -> "NDArray[np.float64]":
    """All samples of all channels, from -1 to 1, as a numpy array."""
    import numpy as np

    width = wav.sample_bytes
    data = wav.data[: len(wav.data) // width * width]
    if wav.kind == FLOAT:
        return np.nan_to_num(np.frombuffer(data, dtype=f"<f{width}")).astype(np.float64)
    if width == 1:
        return (np.frombuffer(data, dtype=np.uint8).astype(np.float64) - 128) / 128
    # Every wider format becomes 32 bits, its bytes at the top.
    wide = np.zeros((len(data) // width, 4), dtype=np.uint8)
    wide[:, 4 - width :] = np.frombuffer(data, dtype=np.uint8).reshape(-1, width)
    return wide.view("<i4").ravel().astype(np.float64) / 2**31

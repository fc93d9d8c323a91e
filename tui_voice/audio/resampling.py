"""Between the rate of a device and the protocol's: in a stream, or at any places of the sound."""

from collections.abc import Iterable
from math import floor
from typing import Any, Protocol

from tui_voice.audio.pcm import samples_in


class Resampler(Protocol):
    """Mono PCM16 at one rate in, at another out; blocks join without a seam."""

    def feed(self, pcm: bytes) -> bytes:
        """More sound; what comes out lags by up to 12 ms."""
        ...

    def flush(self) -> bytes:
        """What is still inside; the resampler then begins anew."""
        ...


class _Identity:
    """Nothing to do: the rates are equal."""

    def feed(self, pcm: bytes) -> bytes:
        return pcm

    def flush(self) -> bytes:
        return b""


class _SoxrStream:
    """soxr, whose state is kept across blocks."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._rates = (from_hz, to_hz)
        self._stream = self._new_stream()

    def feed(self, pcm: bytes) -> bytes:
        return self._convert(pcm, last=False)

    def flush(self) -> bytes:
        rest = self._convert(b"", last=True)
        self._stream = self._new_stream()
        return rest

    def _new_stream(self) -> Any:
        import soxr  # with numpy 150 ms: not before the first frame is on screen

        return soxr.ResampleStream(*self._rates, num_channels=1, dtype="int16", quality="HQ")

    def _convert(self, pcm: bytes, *, last: bool) -> bytes:
        import numpy as np

        samples = np.frombuffer(pcm, dtype="<i2")
        return self._stream.resample_chunk(samples, last=last).tobytes()


def resampler(from_hz: int, to_hz: int) -> Resampler:
    """A resampler for mono PCM16; gives back what it gets where the rates are equal."""
    return _Identity() if from_hz == to_hz else _SoxrStream(from_hz, to_hz)


def resampled(from_hz: int, to_hz: int, pcm: bytes) -> bytes:
    """All of a sound at another rate."""
    stream = resampler(from_hz, to_hz)
    return stream.feed(pcm) + stream.flush()


def sampled_at(
    blocks: Iterable[tuple[int, bytes]], begin: float, step: float, samples: int
) -> bytes:
    """The sound at ``begin``, ``begin + step`` …, which may lie between its samples.

    ``blocks`` are positions and mono PCM16; there is silence where none is. A cubic (Catmull-Rom)
    goes through the four samples around: what has no frequencies above a quarter of either rate
    comes out with an error below -40 dB.
    """
    import numpy as np

    places = begin + step * np.arange(samples)
    first = floor(begin) - 1
    around = np.zeros(floor(places[-1]) + 3 - first)
    for position, pcm in blocks:
        skipped = max(0, first - position)
        offset = position + skipped - first
        count = min(samples_in(pcm) - skipped, around.size - offset)
        if count > 0:
            there = np.frombuffer(pcm, dtype="<i2", offset=2 * skipped, count=count)
            around[offset : offset + count] = there
    at = np.floor(places).astype(np.intp)
    part = places - at
    before, left, right, after = (around[at - first + shift] for shift in (-1, 0, 1, 2))
    slope = (right - before) / 2
    bend = before - 2.5 * left + 2 * right - after / 2
    twist = 1.5 * (left - right) + (after - before) / 2
    wave = ((twist * part + bend) * part + slope) * part + left
    return np.clip(np.rint(wave), -32_768, 32_767).astype("<i2").tobytes()

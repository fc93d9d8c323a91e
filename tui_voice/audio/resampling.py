"""Between the rate of a device and the protocol's, in a stream."""

from typing import Any, Protocol


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

"""Sound that arrives in pieces, raw or as WAV, made 24 kHz mono PCM16. Pure."""

import struct
from typing import Any

import numpy as np
import soxr

from tui_voice.offline.sent_audio import RATE_HZ

_SAMPLE_BYTES = 2
_RIFF = b"RIFF"
_NOT_PCM = (b"ID3", b"OggS", b"fLaC")
"""MP3 with tags, Ogg and FLAC, whatever type they are said to have."""

_LOWEST_HZ, _HIGHEST_HZ = 4000, 384_000
_FIRST_CHUNK_AT = 12
_MAX_HEADER = 65536
_FORM = struct.Struct("<HHIIHH")
_MONO_PCM16 = (1, 1, 16)
_EXTENSIBLE = 0xFFFE


class PcmStream:
    """Takes the pieces of a stream; what does not begin as WAV does is mono PCM16 already."""

    def __init__(self, rate_hz: int = RATE_HZ) -> None:
        """``rate_hz`` is that of a stream that is not WAV, which tells its own."""
        self._held = b""
        self._begun = False
        self._resampler = _resampler(rate_hz)

    def take(self, piece: bytes) -> bytes:
        """Take the next piece; return the sound in it. Raises ``ValueError`` for another form."""
        self._held += piece
        if not self._begun and not self._begin():
            return b""
        whole = len(self._held) - len(self._held) % _SAMPLE_BYTES
        pcm, self._held = self._held[:whole], self._held[whole:]
        if self._resampler is None:
            return pcm
        return self._resampler.resample_chunk(np.frombuffer(pcm, np.int16)).tobytes()

    def rest(self) -> bytes:
        """The last of the sound."""
        if self._resampler is None:
            return b""
        return self._resampler.resample_chunk(np.zeros(0, np.int16), last=True).tobytes()

    def _begin(self) -> bool:
        """Read the header, if there is one; whether the samples have begun."""
        if self._held.startswith(_NOT_PCM):
            raise ValueError("compressed sound")
        if not self._held.startswith(_RIFF[: len(self._held)]):
            self._begun = True
            return True
        samples_at = _samples_at(self._held)
        if samples_at is None:
            if len(self._held) > _MAX_HEADER:
                raise ValueError("a WAV header without an end")
            return False
        self._resampler = _resampler(_rate_hz(self._held[:samples_at]))
        self._held = self._held[samples_at:]
        self._begun = True
        return True


def _resampler(rate_hz: int) -> Any:
    if not _LOWEST_HZ <= rate_hz <= _HIGHEST_HZ:
        raise ValueError(f"sound at {rate_hz} Hz")
    return None if rate_hz == RATE_HZ else soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16")


def _samples_at(head: bytes) -> int | None:
    """Where the samples of a WAV stream begin; ``None`` while that is not known.

    A stream cannot know its length, so the one in the header is not looked at.
    """
    at = _FIRST_CHUNK_AT
    while len(head) >= at + 8:
        if head[at : at + 4] == b"data":
            return at + 8
        at += 8 + int.from_bytes(head[at + 4 : at + 8], "little")
    return None


def _rate_hz(head: bytes) -> int:
    at = head.find(b"fmt ")
    if at < 0 or len(head) < at + 8 + _FORM.size:
        raise ValueError("a WAV header without a format")
    kind, channels, rate_hz, _, _, bits = _FORM.unpack_from(head, at + 8)
    kind = 1 if kind == _EXTENSIBLE else kind
    if (kind, channels, bits) != _MONO_PCM16:
        raise ValueError("not mono PCM16")
    return rate_hz

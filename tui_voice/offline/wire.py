"""The frames between the server and its recogniser process: kind, utterance, length, payload."""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

_HEADER = struct.Struct("<BII")


class Kind(IntEnum):
    """What a frame says about its utterance."""

    SOUND = 1
    FINISH = 2
    DISCARD = 3
    ASK = 4
    PAUSE = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; ``payload`` is 16 kHz mono PCM16, empty but for ``SOUND``."""

    kind: Kind
    utterance: int
    payload: bytes = b""


def packed(frame: Frame) -> bytes:
    """The frame as it goes through the pipe."""
    return _HEADER.pack(frame.kind, frame.utterance, len(frame.payload)) + frame.payload


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read the next frame; ``None`` when the stream has ended, even in the middle of one."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    kind, utterance, length = _HEADER.unpack(header)
    payload = stream.read(length)
    return Frame(Kind(kind), utterance, payload) if len(payload) == length else None

"""Sound as clients send it: base64 of 24 kHz mono PCM16. Pure."""

import base64
import binascii

from tui_voice.offline.items import Item
from tui_voice.offline.protocol import ProtocolError

RATE_HZ = 24000
"""The only rate the protocol knows."""

_SLICE = 64 * 1024
"""Characters, a third of a millisecond of work; whole groups of four."""

BYTES_PER_MS = RATE_HZ * 2 // 1000


def pcm_of(audio: str) -> bytes:
    """Decode base64 PCM16. Raises ``ProtocolError`` for anything else."""
    try:
        pcm = _decoded(audio)
    except (binascii.Error, ValueError):
        pcm = b"\0"
    if len(pcm) % 2:
        raise ProtocolError(
            "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) "
            "but got an invalid value.",
            code="invalid_value",
            param="audio",
        )
    return pcm


def _decoded(audio: str) -> bytes:
    """Decode in slices: Python's lock is held for each, and nobody is to wait for 15 MB of it."""
    if audio.find("=", 0, -2) >= 0:
        raise ValueError("padding before the end")
    slices = range(0, len(audio), _SLICE)
    return b"".join(base64.b64decode(audio[at : at + _SLICE], validate=True) for at in slices)


def sound_of(item: Item) -> bytes:
    """Take the sound out of a person's message; its transcript stays. Raises ``ProtocolError``."""
    parts: list[Item] = item.get("content") or []
    sounds = [pcm_of(part.pop("audio")) for part in parts if isinstance(part.get("audio"), str)]
    return b"".join(sounds)

"""Where each part of the conversation stands, in words that the screen shows, too.

Apart from ``state``, so that the screen can paint its first frame without the rules.
"""

from enum import StrEnum
from typing import NamedTuple


class LinkPhase(StrEnum):
    """Where the connection stands."""

    CONNECTING = "connecting"
    READY = "ready"
    WAITING = "waiting"
    """Lost or refused; tries again by itself."""
    DOWN = "down"
    """Lost or refused; waits for the person."""


class Activity(StrEnum):
    """What is going on in the conversation."""

    IDLE = "idle"
    OPENING = "opening microphone"
    RECORDING = "recording"
    """Manual turn: everything heard is sent."""
    LISTENING = "listening"
    """Hands-free: waiting for speech."""
    HEARING = "hearing you"
    """Hands-free: the server hears speech."""
    THINKING = "thinking"
    SPEAKING = "speaking"


class CapturePhase(StrEnum):
    """Where the microphone stands."""

    OFF = "off"
    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"


class Meter(NamedTuple):
    """Levels in dBFS; -96 is silence."""

    peak_db: float = -96.0
    rms_db: float = -96.0

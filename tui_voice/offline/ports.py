"""What a session needs of the speech packages, whichever they are."""

import asyncio
from typing import Protocol

from tui_voice.offline.voices import Voice


class Utterance(Protocol):
    """One stretch of speech on its way to becoming words."""

    def feed(self, pcm: bytes) -> None:
        """Add 16 kHz mono PCM16."""
        ...

    def finish(self) -> asyncio.Future[str]:
        """End it; the future brings its words, or ``RecognitionError``."""
        ...

    def discard(self) -> None:
        """Forget it."""
        ...


class Recogniser(Protocol):
    """Speech to text for everybody who is connected."""

    async def start(self) -> None:
        """Get ready, without keeping anybody waiting."""
        ...

    def utterance(self) -> Utterance:
        """Begin a stretch of speech."""
        ...

    async def close(self) -> None:
        """Release everything."""
        ...


class Speaker(Protocol):
    """Text to speech for everybody who is connected."""

    async def speak(self, text: str, voice: Voice, speed: float) -> bytes:
        """Return the sound of a text: 24 kHz mono PCM16."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


class RecognitionError(Exception):
    """The words of an utterance will never be known; the message says why."""

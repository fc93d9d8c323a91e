"""What a session needs of the models behind it, whichever they are."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from tui_voice.offline.voices import Voice


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of what is to be said, with the blanks that belong to it."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function of the client's that is to be called; ``arguments`` is a JSON object."""

    name: str
    arguments: str


Thought: TypeAlias = Words | ToolCall


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer answers: every item so far, spoken ones with their transcript."""

    items: Sequence[dict[str, Any]]
    instructions: str = ""
    tools: Sequence[dict[str, Any]] = ()
    tool_choice: Any = "auto"
    max_output_tokens: int | str = "inf"


class Mind(Protocol):
    """What thinks of an answer."""

    name: str

    def answer(self, question: Question) -> AsyncGenerator[Thought, None]:
        """Think of an answer, piece by piece. Raises ``EndpointError``."""
        ...

    async def close(self) -> None:
        """Release everything."""
        ...


class Utterance(Protocol):
    """One stretch of speech on its way to becoming words."""

    def feed(self, pcm: bytes) -> None:
        """Add 16 kHz mono PCM16."""
        ...

    def finish(self) -> asyncio.Future[str]:
        """End it; the future brings its words, or ``RecognitionError``."""
        ...

    def pause(self) -> None:
        """Its speaker fell silent: the words of what was fed may be got ready, it may be all."""
        ...

    async def so_far(self) -> str:
        """Its words up to here; empty when nobody can tell yet."""
        ...

    def discard(self) -> None:
        """Forget it."""
        ...


class Recogniser(Protocol):
    """Speech to text for everybody who is connected."""

    name: str

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

    name: str

    def speak(self, text: str, voice: Voice, speed: float) -> AsyncGenerator[bytes, None]:
        """Bring the sound of a text, 24 kHz mono PCM16, as it is made. Raises ``EndpointError``."""
        ...

    async def close(self) -> None:
        """Release everything."""
        ...


class RecognitionError(Exception):
    """The words of an utterance will never be known; the message says why."""


class EndpointError(Exception):
    """A model behind this server did not do its part; the message says why, in words."""

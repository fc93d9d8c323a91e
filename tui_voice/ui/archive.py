"""What the screen needs of the conversations that were kept."""

from collections.abc import Sequence
from typing import Protocol

from tui_voice.conversation.items import Item


class Kept(Protocol):
    """A conversation in a list; ``words`` are what it began with, or what was searched for."""

    @property
    def id(self) -> str:
        """What it is known by."""
        ...

    @property
    def last_s(self) -> float:
        """When it was last added to, in seconds since the epoch."""
        ...

    @property
    def turns(self) -> int:
        """How many turns it has."""
        ...

    @property
    def words(self) -> str:
        """Some of its words."""
        ...


class Archive(Protocol):
    """The conversations that were kept. Every method raises ``OSError`` with a person's words."""

    async def find(self, words: str) -> Sequence[Kept]:
        """Those with all these words, or all; the one last added to first."""
        ...

    async def load(self, conversation_id: str) -> tuple[Item, ...]:
        """Its turns; none where there is no such conversation."""
        ...

    async def forget(self, conversation_id: str) -> None:
        """Delete it for good."""
        ...

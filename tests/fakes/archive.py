"""Conversations that were kept, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui_voice.conversation.items import Item


@dataclass
class FakeKept:
    """Fits the screen's ``Kept``."""

    id: str
    last_s: float
    turns: int
    words: str


class FakeArchive:
    """Fits the screen's ``Archive``."""

    def __init__(self, **kept: tuple[Item, ...]) -> None:
        self.kept = kept
        self.trouble: OSError | None = None

    async def find(self, words: str) -> Sequence[FakeKept]:
        self._say()
        return [
            FakeKept(name, items[-1].at_s, len(items), items[0].text)
            for name, items in self.kept.items()
            if words in " ".join(item.text for item in items)
        ]

    async def load(self, conversation_id: str) -> tuple[Item, ...]:
        self._say()
        return self.kept.get(conversation_id, ())

    async def forget(self, conversation_id: str) -> None:
        self._say()
        del self.kept[conversation_id]

    def _say(self) -> None:
        if self.trouble is not None:
            raise self.trouble

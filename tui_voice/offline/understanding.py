"""The words of what was spoken, or the wait for them."""

import asyncio
from collections.abc import Awaitable, Sequence

from tui_voice.offline.items import Item, text_of
from tui_voice.offline.ports import RecognitionError


class Understanding:
    """Knows the words of each spoken item, or waits for them."""

    def __init__(self) -> None:
        self._words: dict[str, Awaitable[str] | None] = {}

    def expect(self, item_id: str, words: asyncio.Future[str] | None) -> None:
        """The words of this item will come; ``None`` when nobody recognises them."""
        self._words[item_id] = words

    def forget(self, item_id: str) -> None:
        """The item was deleted."""
        self._words.pop(item_id, None)

    async def words(self, item_id: str) -> str:
        """Wait for the words of a spoken item. Raises ``RecognitionError``."""
        words = self._words.get(item_id)
        if words is None:
            raise RecognitionError(
                "Speech recognition is not installed: pip install 'tui-voice[offline]'."
            )
        # Answer and transcription both wait; one that is cancelled must not end the other's wait.
        return await asyncio.shield(words)

    async def read(self, items: Sequence[Item]) -> list[Item]:
        """The items with the words of the spoken ones in them.

        Raises ``RecognitionError`` when those of the last one will never be known; earlier ones
        are left without.
        """
        return [await self._read(item, last=item is items[-1]) for item in items]

    async def _read(self, item: Item, *, last: bool) -> Item:
        if item["id"] not in self._words:
            return item
        try:
            spoken = await self.words(item["id"])
        except RecognitionError:
            if last:
                raise
            spoken = ""
        typed = text_of({"content": [part for part in item["content"] if "text" in part]})
        words = f"{typed} {spoken}".strip()
        return {**item, "content": [{"type": "input_audio", "transcript": words}]}

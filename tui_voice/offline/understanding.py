"""From what was said or typed last to what is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from tui_voice.offline import responder
from tui_voice.offline.items import Item, text_of
from tui_voice.offline.ports import RecognitionError


class Understanding:
    """Knows the words of each spoken item, or waits for them, and what was answered before."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        """``wall`` tells the local time."""
        self._wall = wall
        self._words: dict[str, Awaitable[str] | None] = {}
        self._last_answer = ""
        self._answers_given = 0

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

    async def answer(self, items: Sequence[Item]) -> str:
        """Answer the last item."""
        said = await self._reply(items[-1]) if items else responder.GREETING
        self._last_answer = said
        self._answers_given += 1
        return said

    async def _reply(self, item: Item) -> str:
        if item["type"] == "function_call_output":
            return f"The tool says: {item['output']}"
        try:
            spoken = item["id"] in self._words
            question = await self.words(item["id"]) if spoken else text_of(item)
        except RecognitionError:
            return responder.CANNOT_HEAR
        context = responder.Context(self._wall(), self._last_answer, self._answers_given)
        return responder.answer(question, context)

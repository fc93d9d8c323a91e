"""The history, as the screen needs it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tui_voice.conversation.items import Item
    from tui_voice.history.reading import Summary

T = TypeVar("T")

# The database is imported where it is used: the first frame needs none.

SEARCHED = 1_000
"""Turns that a search looks at, the newest first."""


class HistoryArchive:
    """Fits the screen's ``Archive``; reads and writes on a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def find(self, words: str) -> "Sequence[Summary]":
        """Conversations with all these words, or all."""
        return await self._on_a_thread(self._find, words)

    async def load(self, conversation_id: str) -> "tuple[Item, ...]":
        """The turns of one."""
        return await self._on_a_thread(self._load, conversation_id)

    async def forget(self, conversation_id: str) -> None:
        """Delete one."""
        await self._on_a_thread(self._forget, conversation_id)

    async def _on_a_thread(self, work: Callable[[str], T], what: str) -> T:
        from tui_voice.history.reading import HistoryError

        try:
            return await asyncio.to_thread(work, what)
        except HistoryError as problem:
            raise OSError(str(problem)) from problem

    def _find(self, words: str) -> "Sequence[Summary]":
        from tui_voice.history.reading import conversations, search

        known = conversations(self._path)
        if not words.strip():
            return known
        said: dict[str, str] = {}
        for found in search(self._path, words, SEARCHED):
            said.setdefault(found.conversation_id, found.turn.item.text)
        return [replace(each, words=said[each.id]) for each in known if each.id in said]

    def _load(self, conversation_id: str) -> "tuple[Item, ...]":
        from tui_voice.history.reading import load

        kept = load(self._path, conversation_id)
        return kept.conversation.items if kept else ()

    def _forget(self, conversation_id: str) -> None:
        from tui_voice.history.forgetting import forget

        forget(self._path, conversation_id)

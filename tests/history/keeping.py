"""Keep some turns, as a sitting of the app would."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.fakes.inbox import Inbox
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.kept import KeptTurn
from tui_voice.history.reading import load
from tui_voice.history.store import HistoryStore

MORNING = 1_795_446_900.0  # 2026-11-23 15:15:00 UTC


def said(
    item_id: str, text: str = "hello", role: Role = Role.USER, at_s: float = MORNING, **more: Any
) -> KeptTurn:
    """A finished turn."""
    more.setdefault("status", ItemStatus.DONE)
    return KeptTurn(Item(item_id, role, text, at_s=at_s, **more), "some-model")


def now() -> float:
    return 100.0


@asynccontextmanager
async def sitting(
    path: Path, conversation_id: str | None = None, **more: Any
) -> AsyncGenerator[tuple[HistoryStore, Inbox]]:
    """An open store, and what it posts; closed at the end."""
    inbox = Inbox()
    store = HistoryStore(path, inbox.post, now, conversation_id, **more)
    try:
        yield store, inbox
    finally:
        await store.close()


async def keep(path: Path, *turns: KeptTurn, conversation_id: str | None = None) -> None:
    """A sitting in which these turns were said."""
    async with sitting(path, conversation_id) as (store, inbox):
        for turn in turns:
            store.keep(turn)
    assert inbox.empty, inbox.events


def texts(path: Path, conversation_id: str) -> list[str]:
    """The words of a kept conversation, in order."""
    return [turn.item.text for turn in turns_of(path, conversation_id)]


def turns_of(path: Path, conversation_id: str) -> Sequence[KeptTurn]:
    """The turns of a kept conversation, in order."""
    kept = load(path, conversation_id)
    return kept.turns if kept else ()

"""A finished turn as it is kept on disk."""

from dataclasses import dataclass

from tui_voice.conversation.items import Item


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """An item and the model of its session."""

    item: Item
    model: str

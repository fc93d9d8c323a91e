"""A finished turn as it is kept on disk."""

from dataclasses import dataclass, field

from tui_voice.conversation.items import Item
from tui_voice.conversation.usage import Usage


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """An item with what is known of it besides: the model, its tokens, its cost.

    ``cost_usd`` is None where the price is not known.
    """

    item: Item
    model: str
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None

"""A turn as one JSON object, for programs."""

from dataclasses import asdict
from functools import reduce
from operator import add
from time import monotonic
from typing import Any

from tui_voice.cli.one_turn import OneTurn
from tui_voice.config.paths import history_file
from tui_voice.conversation.export import utc
from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, Role
from tui_voice.conversation.usage import Usage


def told(turn: OneTurn, conversation: str | None) -> dict[str, Any]:
    """All that is known of a turn that is over; ``conversation`` is the one it went on with.

    Times are ISO 8601 in UTC, lengths seconds; the cost is null where a price is not known.
    """
    view = turn.view
    costs = [item.cost_usd for item in turn.answers]
    return {
        "question": _said([item for item in turn.items if item.role is Role.USER]),
        "answer": _said(turn.answers),
        "first_words_s": turn.first_words_s,
        "latency_s": next((item.latency_s for item in turn.answers), None),
        "took_s": monotonic() - (turn.asked_at or 0.0),
        "usage": asdict(reduce(add, (item.usage for item in turn.items), Usage())),
        "cost_usd": None if None in costs else view.cost_usd,
        "conversation": conversation or _kept_as(turn),
        "model": view.settings.model,
        "server": view.link.server,
        "offline": view.link.offline,
    }


def _said(items: "list[Item] | tuple[Item, ...]") -> dict[str, Any]:
    return {
        "text": "\n".join(item.text for item in items),
        "ids": [item.id for item in items],
        "at": utc(items[0].at_s) if items else None,
        "audio_s": sum(item.received_samples for item in items) / SAMPLE_RATE_HZ,
    }


def _kept_as(turn: OneTurn) -> str | None:
    """The id of the new conversation that the turn was kept in, if it was kept."""
    from tui_voice.history.reading import HistoryError, latest, load

    ids = {item.id for item in turn.answers}
    try:
        newest = latest(history_file()) if turn.view.settings.history else None
        kept = load(history_file(), newest) if newest else None
    except HistoryError:
        return None
    # Another program may have kept a turn after us.
    return kept.id if kept and ids & {each.item.id for each in kept.turns} else None

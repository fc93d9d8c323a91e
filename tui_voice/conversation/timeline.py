"""When each turn of a conversation was said and heard, counted from its beginning. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, Role

LONGEST_PAUSE_S = 60.0
"""A longer pause lasts so long: somebody went away, or went on with the conversation another day.
A clock that was set back by more than this is taken for such a pause, too."""

SECONDS_A_WORD = 0.4
"""Usual speech (150 words a minute): stands in for the length of a turn that has no sound here."""

SHORTEST_S = 1.0
"""How long a turn stands that lasted less, so that it can be read."""


class Span(NamedTuple):
    """A turn, and the seconds from the beginning of the conversation to its own and to its end."""

    item: Item
    start_s: float
    end_s: float


def timeline(items: Iterable[Item]) -> list[Span]:
    """The turns in the order in which they began; two that were said at once overlap."""
    spans: list[Span] = []
    shift_s = latest_s = 0.0
    for item in items:
        begins_s = item.at_s if item.began_s is None else item.began_s
        if not spans:
            shift_s = begins_s
        start_s = begins_s - shift_s
        if not -LONGEST_PAUSE_S <= start_s - latest_s <= LONGEST_PAUSE_S:
            shift_s += start_s - latest_s - LONGEST_PAUSE_S
            start_s = latest_s + LONGEST_PAUSE_S
        end_s = start_s + _length_s(item)
        latest_s = max(latest_s, end_s)
        spans.append(Span(item, start_s, end_s))
    first_s = min((span.start_s for span in spans), default=0.0)
    moved = (Span(item, start_s - first_s, end_s - first_s) for item, start_s, end_s in spans)
    return sorted(moved, key=lambda span: span.start_s)


def sounding_samples(item: Item) -> int:
    """How much of the item was really said or heard, in 24 kHz samples."""
    if item.began_s is None:
        return item.heard_samples
    return item.heard_samples if item.role is Role.ASSISTANT else item.received_samples


def _length_s(item: Item) -> float:
    if samples := sounding_samples(item):
        return samples / SAMPLE_RATE_HZ
    if item.heard_chars == 0:
        return SHORTEST_S
    return max(SHORTEST_S, len(item.text.split()) * SECONDS_A_WORD)

"""Tokens used and what they cost."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_voice.config.catalogue import Price


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer or of many. Cached tokens are a subset of the input tokens."""

    text_in: int = 0
    audio_in: int = 0
    image_in: int = 0
    text_cached: int = 0
    audio_cached: int = 0
    image_cached: int = 0
    text_out: int = 0
    audio_out: int = 0
    transcription_s: float = 0.0
    """Seconds of speech written down, where the server bills by duration."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def tokens(self) -> int:
        """Tokens in and out, cached ones counted once."""
        return self.text_in + self.audio_in + self.image_in + self.text_out + self.audio_out

    def cost_usd(self, price: "Price") -> float:
        """What the tokens cost in USD, cached ones priced as the subset of the input they are."""
        per_million = (
            (self.text_in - self.text_cached) * price.text_in
            + (self.audio_in - self.audio_cached) * price.audio_in
            + (self.image_in - self.image_cached) * price.image_in
            + self.text_cached * price.text_cached
            + self.audio_cached * price.audio_cached
            + self.image_cached * price.image_cached
            + self.text_out * price.text_out
            + self.audio_out * price.audio_out
        )
        return per_million / 1e6

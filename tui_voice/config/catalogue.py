"""Models, voices and prices as data: what ``catalogue.toml`` holds."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_NOTICE = timedelta(days=120)
"""How long before its end a model is warned of."""


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens of one model."""

    text_in: float
    text_cached: float
    text_out: float
    audio_in: float
    audio_cached: float
    audio_out: float
    image_in: float = 0.0
    image_cached: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A model that listens and answers. ``shutdown`` is the last day it does."""

    name: str
    price: Price | None = None
    shutdown: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Transcription:
    """A model that writes down what is said. ``shutdown`` is the last day it does."""

    name: str
    usd_per_minute: float | None = None
    shutdown: date | None = None
    successor: str = ""

    def cost_usd(self, seconds: float) -> float | None:
        """What so much sound costs in US dollars; None where the price is not known."""
        return None if self.usd_per_minute is None else seconds / 60 * self.usd_per_minute


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every model and voice we know of. Servers may have others."""

    models: Mapping[str, Model]
    voices: tuple[str, ...]
    transcription: Mapping[str, Transcription]
    billed_by: tuple[str, ...] = ()
    """Servers that bill by our prices; a leading dot means every name that ends so."""

    def bills(self, server: str) -> bool:
        """Whether a server bills by these prices; what another one asks is not known."""
        return any(
            server == name or (name[0] == "." and server.endswith(name)) for name in self.billed_by
        )

    def price_of(self, model: str) -> Price | None:
        """What the model's tokens cost; None where we do not know."""
        entry = self.models.get(model) or self.models.get(_undated(model))
        return entry.price if entry else None

    def shutdown_warning(self, model: str, today: date) -> str:
        """One sentence when the model's last day is near or past; empty otherwise.

        Knows both kinds of model; a dated form (``…-2025-08-28``) shares the fate of the model
        it is a form of.
        """
        entries = {**self.transcription, **self.models}
        entry = entries.get(model) or entries.get(_undated(model))
        if entry is None or entry.shutdown is None or today < entry.shutdown - _NOTICE:
            return ""
        end = entry.shutdown
        verb = "will be" if today <= end else "was"
        return f"{model} {verb} shut down on {end.day} {end:%B %Y}: choose {entry.successor}."


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Catalogue(
        models={name: _model(name, entry) for name, entry in data["models"].items()},
        voices=tuple(data["voices"]),
        billed_by=tuple(data["billed_by"]),
        transcription={
            name: Transcription(name, **entry) for name, entry in data["transcription"].items()
        },
    )


def _model(name: str, entry: dict[str, Any]) -> Model:
    price = entry.pop("price", None)
    return Model(name, Price(**price) if price else None, **entry)


def _undated(model: str) -> str:
    return re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model)

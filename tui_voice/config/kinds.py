"""What settings are made of: words to choose from, meanings, and when a change applies."""

from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple


class Turns(StrEnum):
    """Who decides that a turn is over."""

    MANUAL = "manual"
    SERVER_VAD = "server_vad"
    SEMANTIC_VAD = "semantic_vad"


class Answers(StrEnum):
    """In what form the answers come."""

    AUDIO = "audio"
    TEXT = "text"


class NoiseReduction(StrEnum):
    """What the server filters from the microphone before it listens."""

    OFF = "off"
    NEAR_FIELD = "near_field"
    FAR_FIELD = "far_field"


class Echo(StrEnum):
    """How the microphone is kept from hearing the answers, in the hands-free modes."""

    AUTO = "auto"
    HALF_DUPLEX = "half_duplex"
    CANCEL = "cancel"
    OFF = "off"


class Applies(StrEnum):
    """When a changed setting takes effect."""

    NOW = "now"
    SESSION = "with the next turn"
    DEVICE = "when the device is opened again"
    CONNECTION = "with a new connection"
    START = "at the next start"


class Meaning(NamedTuple):
    """What a person is told about one setting."""

    help: str
    group: str
    applies: Applies
    flag: bool = False
    limits: tuple[float, float] | None = None

    @property
    def brief(self) -> str:
        """The first sentence, which is one line of the settings screen."""
        return self.help.partition(". ")[0].removesuffix(".") + "."


def setting(
    default: Any,
    meaning: str,
    *,
    group: str,
    applies: Applies,
    flag: bool = False,
    limits: tuple[float, float] | None = None,
) -> Any:
    """A field of the settings with its default and its meaning."""
    note = Meaning(meaning, group, applies, flag, limits)
    return field(default=default, metadata={"meaning": note})

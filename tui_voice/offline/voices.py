"""How each of OpenAI's voices sounds here: an espeak-ng voice, pitch and liveliness. Pure.

They only need to be told apart by ear; espeak-ng resembles none of them.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

Voice: TypeAlias = str | dict[str, Any]
"""A name, or an object with an ``id``, as the protocol has it."""

NORMAL_WORDS_PER_MINUTE = 170
"""espeak-ng's own default is 175; a little slower is easier to follow."""


@dataclass(frozen=True, slots=True)
class Timbre:
    """An espeak-ng voice with its pitch and pitch range, both 0–100 and 50 by default."""

    name: str
    pitch: int = 50
    pitch_range: int = 50


_TIMBRES = {
    "alloy": Timbre("en-us+f2", 40),
    "ash": Timbre("en-us+m3", 30),
    "ballad": Timbre("en-gb+m5", 45, 70),
    "coral": Timbre("en-us+f3", 60),
    "echo": Timbre("en-us+m1", 45),
    "sage": Timbre("en-gb+f1", 50),
    "shimmer": Timbre("en-us+f4", 75, 70),
    "verse": Timbre("en-us+m7", 55, 60),
    "marin": Timbre("en-gb+f5", 35),
    "cedar": Timbre("en-us+m2", 35),
}


def name_of(voice: Voice) -> str:
    """The name of a voice, or the id of a custom one."""
    return voice if isinstance(voice, str) else voice["id"]


def timbre(voice: Voice) -> Timbre:
    """The sound of a voice; one that is not known, or a custom one, speaks plainly."""
    return _TIMBRES.get(name_of(voice), Timbre("en-us"))

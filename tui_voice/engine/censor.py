"""Takes secrets out of what is written down for others to read. Pure."""

import re
from collections.abc import Mapping

from tui_voice.engine.event_log import redacted

HIDDEN = "‹secret›"

_NAMES_A_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$")
"""Environment variables that end so hold one."""

SHORTEST = 6
"""A shorter value would be found inside ordinary words."""


class Censor:
    """Hides what looks like a secret, and every secret that this environment holds."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        values = {
            value.strip() for name, value in environment.items() if _NAMES_A_SECRET.search(name)
        }
        # The longest first: one may be part of another.
        self._secrets = sorted((each for each in values if len(each) >= SHORTEST), key=len)[::-1]

    def __call__(self, text: str) -> str:
        """The text without them; half a surrogate pair, which no file can hold, becomes ``?``."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return redacted(text).encode(errors="replace").decode()

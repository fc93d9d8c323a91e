"""What an answer would have cost in tokens, reckoned as OpenAI reckons it. Pure.

One audio token stands for 100 ms of the person's sound and for 50 ms of the assistant's. Text is
counted by words, four tokens to three words, which is OpenAI's own rule of thumb.
"""

import math
import re
from collections.abc import Iterable
from typing import Any

from tui_voice.offline.items import Item, text_of

_USER_MS_PER_TOKEN = 100
_ASSISTANT_MS_PER_TOKEN = 50
_WORD = re.compile(r"\s*\S+")
_PLENTY = 1_000_000

NO_LIMITS = [
    {"name": name, "limit": _PLENTY, "remaining": _PLENTY, "reset_seconds": 0.0}
    for name in ("requests", "tokens")
]
"""The ``rate_limits`` of a server that has none."""


def text_tokens(text: str) -> int:
    """How many tokens these words come to."""
    return math.ceil(len(text.split()) * 4 / 3)


def within_tokens(text: str, limit: int | str) -> str:
    """The beginning of a text that a limit allows; ``"inf"`` allows all of it."""
    if not isinstance(limit, int) or text_tokens(text) <= limit:
        return text
    return "".join(_WORD.findall(text)[: limit * 3 // 4])


def response_usage(
    *, instructions: str, history: Iterable[tuple[Item, int]], output: str, output_audio_ms: int
) -> dict[str, Any]:
    """Build the ``usage`` of a ``response.done``.

    ``history`` is every item before the answer with the milliseconds of sound it carries.
    """
    text_in = text_tokens(instructions)
    audio_in = 0
    for item, audio_ms in history:
        if audio_ms:
            own = _USER_MS_PER_TOKEN if item.get("role") == "user" else _ASSISTANT_MS_PER_TOKEN
            audio_in += math.ceil(audio_ms / own)
        else:
            text_in += text_tokens(text_of(item))
    text_out = text_tokens(output)
    audio_out = math.ceil(output_audio_ms / _ASSISTANT_MS_PER_TOKEN)
    return {
        "total_tokens": text_in + audio_in + text_out + audio_out,
        "input_tokens": text_in + audio_in,
        "output_tokens": text_out + audio_out,
        "input_token_details": {
            "text_tokens": text_in,
            "audio_tokens": audio_in,
            "image_tokens": 0,
            "cached_tokens": 0,
            "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0},
        },
        "output_token_details": {"text_tokens": text_out, "audio_tokens": audio_out},
    }

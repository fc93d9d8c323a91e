"""What a ``response.create`` may ask of one answer. Pure."""

from collections.abc import Mapping

from tui_voice.offline.checks import (
    Rule,
    array,
    checked,
    flag,
    object_of,
    one_of,
    or_null,
    text,
)
from tui_voice.offline.input_config import Config, audio_format
from tui_voice.offline.session_config import (
    max_output_tokens,
    modalities,
    prompt,
    reasoning,
    voice,
)
from tui_voice.offline.tool_config import tool_choice, tools

_OUTPUT: Rule = {"format": or_null(audio_format), "voice": or_null(voice)}
_RESPONSE: Mapping[str, Rule] = {
    "output_modalities": or_null(modalities),
    "instructions": or_null(text),
    "max_output_tokens": or_null(max_output_tokens),
    "conversation": or_null(one_of("auto", "none")),
    "metadata": or_null(object_of(text)),
    "input": or_null(array),
    "audio": or_null({"output": or_null(_OUTPUT)}),
    "tools": or_null(tools),
    "tool_choice": or_null(tool_choice),
    "parallel_tool_calls": or_null(flag),
    "prompt": prompt,
    "reasoning": reasoning,
}


def response_settings(given: object) -> Config:
    """Return what is asked for, the voice at the top; a null is what is not given.

    Raises ``ProtocolError``.
    """
    asked: Config = checked("response", {} if given is None else given, _RESPONSE)
    audio: Config = asked.get("audio") or {}
    output: Config = audio.get("output") or {}
    return {name: value for name, value in {**asked, **output}.items() if value is not None}

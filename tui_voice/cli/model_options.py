"""The flags of ``tui-voice serve`` that put models of one's own behind the server."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from tui_voice.offline.parts import Endpoints

KEYS = {
    "llm": "TUI_VOICE_LLM_KEY",
    "stt": "TUI_VOICE_STT_KEY",
    "tts": "TUI_VOICE_TTS_KEY",
}
"""Where each endpoint's API key comes from; it is never a flag."""

_WHAT = {"llm": "the language model", "stt": "the speech recogniser", "tts": "the voice"}
_DOES = {
    "llm": "Language model: base URL of chat completions, such as http://localhost:11434/v1.",
    "stt": "Speech to text: base URL of an endpoint with /audio/transcriptions.",
    "tts": "Text to speech: base URL of an endpoint with /audio/speech.",
}
_MODELS = {"llm": "default", "stt": "whisper-1", "tts": "tts-1"}

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def model_options(command: AnyFunction) -> AnyFunction:
    """Give a command a URL and a model name for each kind of model, and a voice."""
    voice = click.option("--tts-voice", default="", help="Voice of --tts, for all answers.")
    command = voice(command)
    for kind in reversed(_WHAT):
        named = click.option(
            f"--{kind}-model",
            default=_MODELS[kind],
            show_default=True,
            metavar="NAME",
            help=f"Model name for --{kind}.",
        )
        at = click.option(f"--{kind}", default="", metavar="URL", callback=_url, help=_DOES[kind])
        command = at(named(command))
    return command


def endpoints(chosen: Mapping[str, str], environment: Mapping[str, str]) -> "Endpoints":
    """What the flags ask for, with the keys of the environment."""
    from tui_voice.offline.endpoint import Endpoint
    from tui_voice.offline.parts import Endpoints

    def endpoint(kind: str) -> Endpoint | None:
        if not chosen[kind]:
            return None
        key = environment.get(KEYS[kind], "")
        return Endpoint(_WHAT[kind], chosen[kind], chosen[f"{kind}_model"], key)

    return Endpoints(endpoint("llm"), endpoint("stt"), endpoint("tts"), chosen["tts_voice"])


def _url(_context: click.Context, option: click.Parameter, value: str) -> str:
    try:
        parts = urlsplit(value)
        good = not value or (parts.scheme in ("http", "https") and parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise click.BadParameter(f"'{value}' is no http or https address.", param=option)
    return value

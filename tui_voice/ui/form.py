"""The questions of the settings screen, what is refused, and what saving will do. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tui_voice.config.catalogue import Catalogue
from tui_voice.config.settings import (
    Answers,
    Applies,
    Echo,
    NoiseReduction,
    Settings,
    Turns,
    changes,
    meaning_of,
)
from tui_voice.config.values import DEFAULTS, SettingsError, parsed

Choice = tuple[str, str]
"""What a person reads, and the text of the value that it stands for."""

TITLES = {
    "model": "Model",
    "voice": "Voice",
    "turns": "Turns",
    "speed": "Speed",
    "instructions": "Instructions",
    "answers": "Answers",
    "idle_timeout_ms": "Idle timeout",
    "transcription_model": "Transcription",
    "transcription_language": "Your language",
    "noise_reduction": "Noise reduction",
    "profile": "Profile",
    "input": "Microphone",
    "output": "Speaker",
    "volume": "Volume",
    "speaker_muted": "Speaker muted",
    "echo": "Echo",
    "chunk_ms": "Chunk",
    "prebuffer_ms": "Prebuffer",
    "speaker_buffer_ms": "Speaker buffer",
    "preroll_ms": "Pre-roll",
    "offline_audio_s": "Speech kept",
    "base_url": "Server",
    "offline": "Offline",
    "llm": "Language model",
    "llm_model": "Its name",
    "stt": "Speech to text",
    "tts": "Text to speech",
    "token_file": "Token file",
    "token_url": "Token address",
    "token_command": "Token command",
    "token_seconds": "Token lifetime",
    "history": "History",
    "record_audio": "Keep sound",
    "max_cost": "Cost limit",
    "theme": "Theme",
    "bell": "Bell",
}
"""Every setting as it is asked for, page by page, what is changed most at the top."""

PAGES = {
    "conversation": ("Conversation", "Talk"),
    "sound": ("Sound", "Sound"),
    "connection": ("Connection", "Link"),
    "screen": ("Screen", "Screen"),
    "keys": ("Keys", "Keys"),
}
"""The pages, in full and in short; a setting's group is its page."""

_TURNS = (
    ("manual: the record key ends your turn", Turns.MANUAL),
    ("server_vad: silence ends it", Turns.SERVER_VAD),
    ("semantic_vad: what you said ends it", Turns.SEMANTIC_VAD),
)
_NOISE = (
    ("near_field: headset or close microphone", NoiseReduction.NEAR_FIELD),
    ("far_field: microphone in the room", NoiseReduction.FAR_FIELD),
    ("off", NoiseReduction.OFF),
)
_ECHO = (
    ("auto: what suits this machine", Echo.AUTO),
    ("half_duplex: loudspeakers", Echo.HALF_DUPLEX),
    ("cancel: take the echo out", Echo.CANCEL),
    ("off: headphones", Echo.OFF),
)
_ANSWERS = (("audio: spoken", Answers.AUDIO), ("text: only written", Answers.TEXT))
_SWITCH = (("on", "true"), ("off", "false"))
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to choose from; devices are None until they were listed."""

    catalogue: Catalogue
    themes: tuple[str, ...]
    profiles: Mapping[str, Settings] = field(default_factory=dict[str, Settings])
    """By name, the settings with each profile; the empty name is without one."""
    inputs: tuple[str, ...] | None = None
    outputs: tuple[str, ...] | None = None


def choices(name: str, current: str, known: Known) -> tuple[Choice, ...]:
    """What can be chosen for a setting, the present value among it; empty for free text."""
    match name:
        case "model":
            found = _plain(known.catalogue.models)
        case "voice":
            found = _plain(known.catalogue.voices)
        case "turns":
            found = _TURNS
        case "transcription_model":
            found = _plain(known.catalogue.transcription)
        case "noise_reduction":
            found = _NOISE
        case "input":
            found = _devices(known.inputs, "no microphone")
        case "output":
            found = _devices(known.outputs, "no sound")
        case "theme":
            found = _plain(known.themes)
        case "profile":
            found = tuple((each or "none", each) for each in known.profiles or ("",))
        case "echo":
            found = _ECHO
        case "answers":
            found = _ANSWERS
        case _:
            if not isinstance(getattr(DEFAULTS, name), bool):
                return ()
            found = _SWITCH
    if current in [value for _, value in found]:
        return tuple(found)
    return (*found, (current, current))


def text_of(settings: Settings, name: str) -> str:
    """The value of a setting as a text field shows it."""
    value = getattr(settings, name)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def on_page(page: str) -> list[str]:
    """The settings of a page, in their order."""
    return [name for name in TITLES if meaning_of(name).group == page]


def is_about(name: str, words: str) -> bool:
    """Whether all the words are found in what is told of a setting."""
    told = f"{name} {TITLES[name]} {meaning_of(name).help}".lower()
    return all(word in told for word in words.lower().split())


def refusal(name: str, text: str) -> str:
    """Why ``text`` cannot be the value of a setting, in a sentence; empty when it can."""
    if name == "transcription_language" and text.strip() and not _LANGUAGE.fullmatch(text.strip()):
        return "A two-letter code such as en, de or pt; empty lets the model find out."
    try:
        parsed(name, text)
    except SettingsError as problem:
        return f"{TITLES[name]} {problem}."
    return ""


def answered(settings: Settings, texts: dict[str, str]) -> Settings:
    """The settings with these texts as their values. Raises ``SettingsError``."""
    values = {name: parsed(name, text) for name, text in texts.items()}
    if "transcription_language" in values:
        values["transcription_language"] = values["transcription_language"].strip()
    return replace(settings, **values)


def applies(name: str, *, spoken: bool) -> Applies:
    """When a change takes effect; ``spoken`` says that this connection has given an answer.

    Until then its voice can still change.
    """
    if name == "voice" and not spoken:
        return Applies.SESSION
    return meaning_of(name).applies


def consequence(old: Settings, new: Settings, *, spoken: bool) -> str:
    """What saving will do, in a sentence."""
    changed = changes(old, new)
    when = {applies(name, spoken=spoken) for name in changed}
    if not changed:
        return "Nothing is changed."
    if Applies.CONNECTION in when:
        return "Saving will make a new connection; the conversation is carried over."
    *most, last = [str(each) for each in Applies if each in when]
    return f"Saving takes effect {' and '.join([*most, last])}."


def _plain(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((value, value) for value in values)


def _devices(found: tuple[str, ...] | None, none: str) -> tuple[Choice, ...]:
    return (("system default", ""), *_plain(found or ()), (f"none: {none}", "none"))

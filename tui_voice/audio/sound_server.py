"""PulseAudio or PipeWire, asked through ``pactl``. May block."""

import shutil
import subprocess

import msgspec

DEFAULTS = ("default", "pulse", "pipewire", "sysdefault")
"""ALSA's names for whatever the sound server's default is."""
ANSWER_S = 2.0
MUTED = (
    "The microphone is muted in the sound server: unmute it with 'pactl set-source-mute"
    " @DEFAULT_SOURCE@ 0', or in the sound settings of your system."
)


class _Info(msgspec.Struct):
    default_source_name: str


class _Source(msgspec.Struct):
    name: str
    mute: bool


def asked(*question: str) -> bytes:
    """What pactl answers in JSON; nothing where there is none, or one that knows no JSON."""
    pactl = shutil.which("pactl")
    if pactl is None:
        return b""
    try:
        answer = subprocess.run(  # noqa: S603 # the program of that name, with our own words
            [pactl, "--format=json", *question],
            capture_output=True, check=True, timeout=ANSWER_S, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return b""
    return answer.stdout


def words_for_mute(choice: str) -> str:
    """What to say where the microphone of this setting is muted; nothing otherwise."""
    if choice and choice.casefold() not in DEFAULTS:
        return ""
    return MUTED if is_muted(asked("info"), asked("list", "sources")) else ""


def is_muted(info: bytes, sources: bytes) -> bool:
    """Whether the default source is muted, by two answers of ``pactl``."""
    try:
        default = msgspec.json.decode(info, type=_Info).default_source_name
        listed = msgspec.json.decode(sources, type=list[_Source])
    except msgspec.MsgspecError:
        return False
    return any(source.mute for source in listed if source.name == default)

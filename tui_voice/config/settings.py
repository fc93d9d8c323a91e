"""Every setting, declared once: its name, default, meaning and when a change applies."""

from dataclasses import dataclass, fields
from typing import Any

from tui_voice.config.kinds import (
    Answers,
    Applies,
    Echo,
    Meaning,
    NoiseReduction,
    Turns,
    setting,
)

__all__ = ["Answers", "Applies", "Echo", "Meaning", "NoiseReduction", "Settings"]
__all__ += ["Turns", "changes", "meaning_of"]

INSTRUCTIONS = (
    "You are a friendly voice assistant. Answer in the person's language, briefly and to the point."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person can choose. Flag over environment over file over these defaults."""

    model: str = setting(
        "gpt-realtime-2.1-mini",
        "Realtime model that listens and answers.",
        group="conversation",
        applies=Applies.CONNECTION,
        flag=True,
    )
    voice: str = setting(
        "cedar",
        "Voice of the answers. It stays after the first answer of a connection.",
        group="conversation",
        applies=Applies.CONNECTION,
        flag=True,
    )
    turns: Turns = setting(
        Turns.MANUAL,
        "Who ends a turn: the record key, silence or meaning. These are manual, server_vad and "
        "semantic_vad.",
        group="conversation",
        applies=Applies.SESSION,
        flag=True,
    )
    idle_timeout_ms: int = setting(
        0,
        "Milliseconds of silence until it speaks; 0 is never. Works with server_vad.",
        group="conversation",
        applies=Applies.SESSION,
        limits=(0, 30_000),
    )
    instructions: str = setting(
        INSTRUCTIONS,
        "What the model is told about how to behave.",
        group="conversation",
        applies=Applies.SESSION,
        flag=True,
    )
    answers: Answers = setting(
        Answers.AUDIO,
        "Whether answers are spoken or only written. These are audio and text.",
        group="conversation",
        applies=Applies.SESSION,
    )
    speed: float = setting(
        1.0,
        "How fast the answers are spoken.",
        group="conversation",
        applies=Applies.SESSION,
        limits=(0.25, 1.5),
    )
    transcription_model: str = setting(
        "gpt-realtime-whisper",
        "Model that writes down what you say.",
        group="conversation",
        applies=Applies.SESSION,
    )
    transcription_language: str = setting(
        "",
        "Your language, such as en or de; empty finds out. A two-letter code.",
        group="conversation",
        applies=Applies.SESSION,
    )
    noise_reduction: NoiseReduction = setting(
        NoiseReduction.NEAR_FIELD,
        "Noise filter of the server. near_field is for headsets, far_field for rooms.",
        group="conversation",
        applies=Applies.SESSION,
    )
    profile: str = setting(
        "",
        "Profile in force; empty is none. Its settings are those of [profiles.NAME] in the file.",
        group="conversation",
        applies=Applies.NOW,
        flag=True,
    )
    input: str = setting(
        "",
        "Which microphone; empty is the system's default. A name, part of a name, index, "
        "FILE.wav or none.",
        group="sound",
        applies=Applies.DEVICE,
        flag=True,
    )
    output: str = setting(
        "",
        "Which speaker; empty is the system's default. A name, part of a name, index, FILE.wav "
        "or none.",
        group="sound",
        applies=Applies.DEVICE,
        flag=True,
    )
    chunk_ms: int = setting(
        200,
        "Milliseconds of sound sent at a time.",
        group="sound",
        applies=Applies.DEVICE,
        limits=(20, 1000),
    )
    prebuffer_ms: int = setting(
        60,
        "Milliseconds at least held back before an answer. So a late packet makes no gap; it "
        "grows by itself on a bad network.",
        group="sound",
        applies=Applies.DEVICE,
        limits=(0, 1000),
    )
    speaker_buffer_ms: int = setting(
        40,
        "Milliseconds of sound the speaker holds. More where it stutters; a stop comes later.",
        group="sound",
        applies=Applies.DEVICE,
        limits=(40, 1000),
    )
    echo: Echo = setting(
        Echo.AUTO,
        "What keeps the assistant from hearing itself. Hands-free, with loudspeakers: send "
        "nothing while an answer is heard unless a voice is louder than its echo (half_duplex), "
        "take the echo out (cancel), always send (off: headphones), or what suits this machine "
        "(auto).",
        group="sound",
        applies=Applies.DEVICE,
        flag=True,
    )
    preroll_ms: int = setting(
        300,
        "Milliseconds before an interruption that go with it. They lie before it was "
        "noticed, so that its first word is heard.",
        group="sound",
        applies=Applies.DEVICE,
        limits=(0, 1000),
    )
    volume: int = setting(
        100,
        "How loud the answers are, in percent.",
        group="sound",
        applies=Applies.NOW,
        limits=(0, 100),
    )
    speaker_muted: bool = setting(
        False,
        "Keep the speaker silent. Answers take their time and are written as ever.",
        group="sound",
        applies=Applies.NOW,
    )
    offline_audio_s: int = setting(
        30,
        "Seconds of speech kept while there is no connection.",
        group="sound",
        applies=Applies.NOW,
        limits=(1, 600),
    )
    base_url: str = setting(
        "",
        "Server of the Realtime protocol; empty is OpenAI's. Its base URL: http, https, ws or wss.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    offline: bool = setting(
        False,
        "Talk to the built-in server. It needs no key and no network, and has no language model.",
        group="connection",
        applies=Applies.START,
        flag=True,
    )
    llm: str = setting(
        "",
        "Chat completions for the built-in server (base URL). A language model such as Ollama or "
        "llama.cpp serves them.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    llm_model: str = setting(
        "",
        "Name of the model at that address, such as llama3.2.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    stt: str = setting(
        "",
        "Speech to text for the built-in server (base URL). It is asked for /audio/transcriptions.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    tts: str = setting(
        "",
        "Text to speech for the built-in server (base URL). It is asked for /audio/speech.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    token_file: str = setting(
        "",
        "File with an ephemeral secret; '-' is standard input. The secret was made elsewhere.",
        group="connection",
        applies=Applies.CONNECTION,
        flag=True,
    )
    token_url: str = setting(
        "",
        "Address of a backend that mints ephemeral secrets.",
        group="connection",
        applies=Applies.CONNECTION,
    )
    token_command: str = setting(
        "",
        "Command that prints an ephemeral secret.",
        group="connection",
        applies=Applies.CONNECTION,
    )
    token_seconds: int = setting(
        300,
        "Seconds an ephemeral secret can open connections. It holds for those that we mint.",
        group="connection",
        applies=Applies.CONNECTION,
        limits=(10, 7200),
    )
    history: bool = setting(
        True,
        "Keep finished turns here. They can be searched and continued, and stay on this computer.",
        group="connection",
        applies=Applies.START,
        flag=True,
    )
    record_audio: bool = setting(
        False,
        "Keep the sound of conversations, to export it. Needs the history.",
        group="connection",
        applies=Applies.START,
        flag=True,
    )
    max_cost: float = setting(
        0.0,
        "US dollars a session may cost; 0 is no limit. Warns at 80 %, stops asking at 100 %.",
        group="connection",
        applies=Applies.NOW,
        limits=(0, 1000),
    )
    theme: str = setting(
        "tui-voice-dark",
        "Colours of the screen.",
        group="screen",
        applies=Applies.NOW,
    )
    bell: bool = setting(
        False,
        "Ring the terminal's bell after each answer.",
        group="screen",
        applies=Applies.NOW,
    )

    @property
    def echo_control(self) -> Echo:
        """How the echo of the answers is kept out of what is sent; in manual turns none sounds."""
        return Echo.OFF if self.turns is Turns.MANUAL else self.echo


def meaning_of(name: str) -> Meaning:
    """What the setting ``name`` means. Raises ``KeyError`` for a name that is no setting."""
    return MEANINGS[name]


MEANINGS: dict[str, Meaning] = {f.name: f.metadata["meaning"] for f in fields(Settings)}
"""Every setting's meaning, in the order of declaration."""


def changes(old: Settings, new: Settings) -> dict[str, Any]:
    """The settings in which ``new`` differs from ``old``, with their new values."""
    return {
        name: getattr(new, name) for name in MEANINGS if getattr(old, name) != getattr(new, name)
    }

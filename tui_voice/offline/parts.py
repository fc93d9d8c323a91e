"""The models behind the server, and what to install for the packages that are missing."""

import sys
from dataclasses import dataclass
from importlib.util import find_spec

from tui_voice.offline.chat_model import ChatModel
from tui_voice.offline.endpoint import Endpoint
from tui_voice.offline.ports import Mind, Recogniser, Speaker
from tui_voice.offline.remote_speech import RemoteSpeechToText, RemoteTextToSpeech
from tui_voice.offline.speech_to_text import SpeechToText
from tui_voice.offline.text_to_speech import find_text_to_speech
from tui_voice.offline.voice_activity import Classifier, EnergyGate, webrtc_classifier

_EXTRA = "pip install 'tui-voice[offline]'"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Models of one's own, in place of the built-in parts; each one is optional."""

    language_model: Endpoint | None = None
    speech_to_text: Endpoint | None = None
    text_to_speech: Endpoint | None = None
    tts_voice: str = ""
    """A voice for all answers; empty passes on what the client asks for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts all sessions share; one that is missing is ``None``."""

    voice_activity: str
    speech_to_text: Recogniser | None
    text_to_speech: Speaker | None
    missing: tuple[str, ...] = ()
    language_model: Mind | None = None
    """``None``: each session answers everyday questions by itself."""

    def classifier(self, threshold: float) -> Classifier:
        """Make a judge of frames for one session; ``threshold`` is the protocol's, 0 to 1."""
        if self.voice_activity == "webrtcvad":
            return webrtc_classifier(threshold)
        return EnergyGate(threshold)

    def names(self) -> dict[str, str | None]:
        """The parts by name, as ``tui-voice serve --json`` reports them."""
        named = (self.speech_to_text, self.language_model, self.text_to_speech)
        kinds = ("speech_to_text", "language_model", "text_to_speech")
        names = {kind: part.name if part else None for kind, part in zip(kinds, named, strict=True)}
        return {"voice_activity": self.voice_activity, **names}

    async def start(self) -> None:
        """Get ready, without keeping anybody waiting."""
        if self.speech_to_text:
            await self.speech_to_text.start()

    async def close(self) -> None:
        """Release everything."""
        for part in (self.speech_to_text, self.language_model, self.text_to_speech):
            if part:
                await part.close()


BUILT_IN = Endpoints()
"""No models of one's own."""


def find_parts(endpoints: Endpoints = BUILT_IN) -> Parts:
    """Look for the speech packages where no endpoint is given; each one is optional."""
    missing: list[str] = []
    if find_spec("webrtcvad") is None:
        missing.append(
            f"webrtcvad is missing: speech is told from silence by loudness only ({_EXTRA})"
        )
    recogniser = _recogniser(endpoints)
    if recogniser is None:
        remedy = _EXTRA if sys.version_info < (3, 14) else "it needs Python 3.13 or older"
        missing.append(f"pocketsphinx is missing: speech is not understood, only text ({remedy})")
    voice = _voice(endpoints)
    if voice is None:
        missing.append(
            f"espeak-ng is missing: answers are text only ({_EXTRA}, or the package espeak-ng)"
        )
    model = endpoints.language_model
    return Parts(
        voice_activity=_voice_activity(),
        speech_to_text=recogniser,
        text_to_speech=voice,
        missing=tuple(missing),
        language_model=ChatModel(model) if model else None,
    )


def _voice_activity() -> str:
    if find_spec("webrtcvad") is None:
        return "energy"
    webrtc_classifier(0.5)  # imported now, so that the first client does not wait for it
    return "webrtcvad"


def _recogniser(endpoints: Endpoints) -> Recogniser | None:
    if endpoints.speech_to_text:
        return RemoteSpeechToText(endpoints.speech_to_text)
    return SpeechToText() if find_spec("pocketsphinx") else None


def _voice(endpoints: Endpoints) -> Speaker | None:
    if endpoints.text_to_speech:
        return RemoteTextToSpeech(endpoints.text_to_speech, endpoints.tts_voice)
    return find_text_to_speech()

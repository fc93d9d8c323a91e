"""Which speech packages are there, and what to install for those that are not."""

import sys
from dataclasses import dataclass
from importlib.util import find_spec

from tui_voice.offline.ports import Recogniser, Speaker
from tui_voice.offline.speech_to_text import SpeechToText
from tui_voice.offline.text_to_speech import find_text_to_speech
from tui_voice.offline.voice_activity import Classifier, EnergyGate, webrtc_classifier

_EXTRA = "pip install 'tui-voice[offline]'"


@dataclass(frozen=True, slots=True)
class Parts:
    """The speech parts all sessions share; a part that is missing is ``None``."""

    voice_activity: str
    speech_to_text: Recogniser | None
    text_to_speech: Speaker | None
    missing: tuple[str, ...] = ()

    def classifier(self, threshold: float) -> Classifier:
        """Make a judge of frames for one session; ``threshold`` is the protocol's, 0 to 1."""
        if self.voice_activity == "webrtcvad":
            return webrtc_classifier(threshold)
        return EnergyGate(threshold)

    def names(self) -> dict[str, str | None]:
        """The parts by name, as ``tui-voice serve --json`` reports them."""
        return {
            "voice_activity": self.voice_activity,
            "speech_to_text": self.speech_to_text.name if self.speech_to_text else None,
            "text_to_speech": self.text_to_speech.name if self.text_to_speech else None,
        }


def find_parts() -> Parts:
    """Look for the speech packages; each one is optional."""
    missing: list[str] = []
    if find_spec("webrtcvad") is None:
        missing.append(
            f"webrtcvad is missing: speech is told from silence by loudness only ({_EXTRA})"
        )
    recogniser = SpeechToText() if find_spec("pocketsphinx") else None
    if recogniser is None:
        remedy = _EXTRA if sys.version_info < (3, 14) else "it needs Python 3.13 or older"
        missing.append(f"pocketsphinx is missing: speech is not understood, only text ({remedy})")
    voice = find_text_to_speech()
    if voice is None:
        missing.append(
            f"espeak-ng is missing: answers are text only ({_EXTRA}, or the package espeak-ng)"
        )
    return Parts(
        voice_activity="webrtcvad" if find_spec("webrtcvad") else "energy",
        speech_to_text=recogniser,
        text_to_speech=voice,
        missing=tuple(missing),
    )

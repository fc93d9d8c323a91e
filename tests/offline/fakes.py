"""Small honest speech parts: words that were agreed on beforehand, and a tone for a voice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tui_voice.offline.parts import Parts
from tui_voice.offline.ports import RecognitionError
from tui_voice.offline.text_to_speech import TextToSpeech
from tui_voice.offline.voices import Timbre

TONE_MS_PER_WORD = 100

Said = str | asyncio.Future[str] | None


class ScriptedUtterance:
    def __init__(self, recogniser: "ScriptedRecogniser") -> None:
        self._recogniser = recogniser
        self.pcm = b""

    def feed(self, pcm: bytes) -> None:
        self.pcm += pcm

    def finish(self) -> asyncio.Future[str]:
        words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._recogniser.finished.append(self.pcm)
        said = self._recogniser.script.pop(0)
        if isinstance(said, asyncio.Future):
            return said
        if said is None:
            words.set_exception(RecognitionError("The recogniser stopped."))
        else:
            words.set_result(said)
        return words

    def pause(self) -> None:
        pass

    async def so_far(self) -> str:
        said = self._recogniser.script[0] if self._recogniser.script else None
        return said if isinstance(said, str) else ""

    def discard(self) -> None:
        self._recogniser.discarded.append(self.pcm)


class ScriptedRecogniser:
    name = "script"

    """Hears what its script says, whatever the sound was.

    ``None`` stands for a failure, a future for words that take their time.
    """

    def __init__(self, *script: Said) -> None:
        self.script = list(script)
        self.finished: list[bytes] = []
        self.discarded: list[bytes] = []

    async def start(self) -> None:
        pass

    def utterance(self) -> ScriptedUtterance:
        return ScriptedUtterance(self)

    async def close(self) -> None:
        pass


class Tone:
    """A synthesiser that hums 100 ms for every word, faster when it is asked to hurry."""

    rate_hz = 24000

    def synthesise(self, text: str, timbre: Timbre, words_per_minute: int) -> bytes:
        samples = len(text.split()) * TONE_MS_PER_WORD * self.rate_hz // 1000
        pitch = timbre.pitch / self.rate_hz
        return (8000 * np.sin(2 * np.pi * pitch * np.arange(samples))).astype(np.int16).tobytes()


def scripted_parts(*words: Said) -> Parts:
    """Everything there is, hearing these words in turn."""
    return Parts(
        voice_activity="energy",
        speech_to_text=ScriptedRecogniser(*words),
        text_to_speech=TextToSpeech(Tone(), ThreadPoolExecutor(1)),
    )


def parts_without_speech() -> Parts:
    """A machine with none of the packages."""
    return Parts(voice_activity="energy", speech_to_text=None, text_to_speech=None)

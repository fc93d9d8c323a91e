"""Text to speech: sentences become 24 kHz sound in a thread of their own."""

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import soxr

from tui_voice.offline.espeak_library import EspeakError, EspeakLibrary
from tui_voice.offline.espeak_program import EspeakProgram
from tui_voice.offline.sent_audio import RATE_HZ
from tui_voice.offline.voices import NORMAL_WORDS_PER_MINUTE, Timbre, Voice, timbre


class Synthesiser(Protocol):
    """espeak-ng in one of its forms."""

    rate_hz: int

    def synthesise(self, text: str, timbre: Timbre, words_per_minute: int) -> bytes:
        """Speak a text into mono PCM16 at ``rate_hz``."""
        ...


class TextToSpeech:
    """Speaks for everybody who is connected, one piece at a time."""

    name = "espeak-ng"

    def __init__(self, synthesiser: Synthesiser, thread: ThreadPoolExecutor) -> None:
        """``thread`` is the one thread that ever touches the synthesiser."""
        self._synthesiser = synthesiser
        self._thread = thread

    async def speak(self, text: str, voice: Voice, speed: float) -> AsyncGenerator[bytes, None]:
        """Bring the sound of a text, 24 kHz mono PCM16; espeak-ng is so fast that it is one go."""
        loop = asyncio.get_running_loop()
        yield await loop.run_in_executor(self._thread, self._speak, text, timbre(voice), speed)

    async def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _speak(self, text: str, voice: Timbre, speed: float) -> bytes:
        words_per_minute = round(NORMAL_WORDS_PER_MINUTE * speed)
        pcm = self._synthesiser.synthesise(text, voice, words_per_minute)
        samples = np.frombuffer(pcm, np.int16)
        if not samples.size:
            return b""
        return soxr.resample(samples, self._synthesiser.rate_hz, RATE_HZ).tobytes()


def find_text_to_speech() -> TextToSpeech | None:
    """Return a voice: the library, or else the program, or else nothing."""
    # The library must be initialised in the thread that will use it.
    thread = ThreadPoolExecutor(1, thread_name_prefix="espeak-ng")
    for kind in (EspeakLibrary, EspeakProgram):
        try:
            return TextToSpeech(thread.submit(kind).result(), thread)
        except EspeakError:
            continue
    thread.shutdown()
    return None

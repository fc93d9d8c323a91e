"""Speech by OpenAI-compatible endpoints: transcriptions, and speech as PCM or WAV."""

import asyncio
import io
import re
import wave
from collections.abc import AsyncGenerator

import aiohttp
import msgspec

from tui_voice.offline.endpoint import Endpoint
from tui_voice.offline.pcm_stream import PcmStream
from tui_voice.offline.ports import EndpointError, RecognitionError
from tui_voice.offline.sent_audio import RATE_HZ
from tui_voice.offline.speech_to_text import MAX_UTTERANCE_BYTES, seen
from tui_voice.offline.voices import Voice, name_of

_HEARD_HZ = 16000
_SAMPLE_BYTES = 2
_RATE = re.compile(r"\brate=(\d{4,6})\b")
_SOUND_TYPES = {
    *("audio/pcm", "audio/l16", "audio/raw", "audio/wav", "audio/x-wav", "audio/wave"),
    *("audio/vnd.wave", "application/octet-stream"),
}
"""Others, such as ``audio/mpeg``, come from endpoints that do not know the format ``pcm``."""


class _Transcript(msgspec.Struct):
    text: str


_read_transcript = msgspec.json.Decoder(_Transcript).decode


class _Utterance:
    """Sound on its way to the endpoint, sent when it is whole."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._pcm = bytearray()

    def feed(self, pcm: bytes) -> None:
        self._pcm += pcm[: MAX_UTTERANCE_BYTES - len(self._pcm)]

    def finish(self) -> asyncio.Future[str]:
        words = asyncio.ensure_future(_transcribe(self._endpoint, bytes(self._pcm)))
        words.add_done_callback(seen)
        return words

    def pause(self) -> None:
        pass  # an endpoint is asked once, when the turn is over

    async def so_far(self) -> str:
        return ""

    def discard(self) -> None:
        self._pcm.clear()


class RemoteSpeechToText:
    """Recognises through ``/audio/transcriptions``."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.name = endpoint.name

    async def start(self) -> None:
        """Nothing is to be prepared."""

    def utterance(self) -> _Utterance:
        """Begin a stretch of speech."""
        return _Utterance(self._endpoint)

    async def close(self) -> None:
        """Let the connections go."""
        await self._endpoint.close()


async def _transcribe(endpoint: Endpoint, pcm: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("file", _wav(pcm), filename="speech.wav", content_type="audio/wav")
    form.add_field("model", endpoint.model)
    form.add_field("response_format", "json")
    try:
        async with endpoint.post("audio/transcriptions", data=form) as response:
            if response.content_type == "text/plain":
                return (await response.text()).strip()
            return _read_transcript(await response.read()).text.strip()
    except EndpointError as error:
        raise RecognitionError(str(error)) from None


def _wav(pcm: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(_SAMPLE_BYTES)
        sound.setframerate(_HEARD_HZ)
        sound.writeframes(pcm)
    return file.getvalue()


class RemoteTextToSpeech:
    """Speaks through ``/audio/speech``."""

    def __init__(self, endpoint: Endpoint, voice: str = "") -> None:
        """``voice`` is used whatever the session asks for; empty passes the session's on."""
        self._endpoint = endpoint
        self._voice = voice
        self.name = endpoint.name

    async def speak(self, text: str, voice: Voice, speed: float) -> AsyncGenerator[bytes, None]:
        """Bring the sound as it arrives, 24 kHz mono PCM16. Raises ``EndpointError``."""
        body = {
            "model": self._endpoint.model,
            "input": text,
            "voice": self._voice or name_of(voice),
            "speed": speed,
            "response_format": "pcm",
        }
        async with self._endpoint.post("audio/speech", json=body) as response:
            if response.content_type not in _SOUND_TYPES:
                raise self._endpoint.fault(f"sent {response.content_type}, not PCM or WAV.")
            stream = PcmStream(_rate_hz(response.headers.get("Content-Type", "")))
            silent = True
            async for piece in response.content.iter_any():
                pcm = stream.take(piece)
                silent = silent and not pcm
                yield pcm
            yield stream.rest()
            if silent and any(each.isalnum() for each in text):
                raise self._endpoint.fault("sent no sound.")

    async def close(self) -> None:
        """Let the connections go."""
        await self._endpoint.close()


def _rate_hz(content_type: str) -> int:
    """The rate of raw PCM: what is said of it, or the one that OpenAI's endpoint has."""
    said = _RATE.search(content_type)
    return int(said[1]) if said else RATE_HZ

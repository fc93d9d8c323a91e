"""The input audio buffer of one session: what was appended, and what was heard in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import soxr

from tui_voice.offline.parts import Parts
from tui_voice.offline.protocol import ProtocolError, new_id
from tui_voice.offline.voice_activity import (
    FRAME_BYTES,
    ONSET_MS,
    RATE_HZ,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
)

if TYPE_CHECKING:
    from tui_voice.offline.ports import Utterance

_SENT_RATE_HZ = 24000
_BYTES_PER_MS = _SENT_RATE_HZ * 2 // 1000
_MIN_COMMIT_MS = 100
_BYTES_PER_MS_HEARD = RATE_HZ * 2 // 1000

# semantic_vad waits longer the more patient it is asked to be. OpenAI's gives up after 2, 4 and 8
# seconds and answers earlier when the sentence sounds finished; this one only measures silence.
_SILENCE_BY_EAGERNESS_MS = {"high": 400, "medium": 800, "auto": 800, "low": 1600}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of the person: its item, its length, and its words when they are known."""

    item_id: str
    audio_ms: int
    words: asyncio.Future[str] | None


@dataclass(frozen=True, slots=True)
class WaitedLongEnough:
    """Nobody spoke since the last answer was over, for as long as the client allows."""

    from_ms: int
    to_ms: int


Change: TypeAlias = SpeechStarted | SpeechStopped | WaitedLongEnough


class Hearing:
    """Listens to 24 kHz mono PCM16, finds turns in it, and has them recognised on the way."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._resampler = _resampler()
        self._detector: TurnDetector | None = None
        self._prefix_bytes = 0
        self._prefix = bytearray()
        self._unframed = bytearray()
        self._session_bytes = 0
        self._buffered_bytes = 0
        self._began_ms = 0
        self._utterance: Utterance | None = None
        self._idle_timeout_ms: int | None = None
        self._answer_ends_ms: int | None = None
        self.item_id = new_id("item")

    @property
    def now_ms(self) -> int:
        """How much sound the session has heard."""
        return self._session_bytes // _BYTES_PER_MS

    def configure(self, turn_detection: dict[str, Any] | None) -> None:
        """Decide from now on by these settings when a turn is over; ``None``: the client does."""
        self._prefix.clear()
        self._detector = None
        if turn_detection is None:
            return
        self._idle_timeout_ms = turn_detection.get("idle_timeout_ms")
        padding_ms = int(turn_detection.get("prefix_padding_ms", 300))
        silence_ms = turn_detection.get("silence_duration_ms")
        if silence_ms is None:
            silence_ms = _SILENCE_BY_EAGERNESS_MS[turn_detection["eagerness"]]
        self._detector = TurnDetector(
            self._parts.classifier(turn_detection.get("threshold", 0.5)),
            prefix_padding_ms=padding_ms,
            silence_ms=int(silence_ms),
            start_ms=self.now_ms,
        )
        # The onset is noticed late: its sound must still be there.
        self._prefix_bytes = (padding_ms + ONSET_MS) * _BYTES_PER_MS_HEARD

    def answered(self, audio_ms: int) -> None:
        """So much more of an answer was sent, and is heard when what came before it is over."""
        self._answer_ends_ms = max(self._answer_ends_ms or 0, self.now_ms) + audio_ms

    def append(self, pcm: bytes) -> Iterator[Change]:
        """Listen to a piece; each change must be dealt with before the next one is asked for."""
        self._session_bytes += len(pcm)
        self._buffered_bytes += len(pcm)
        heard = self._resampler.resample_chunk(np.frombuffer(pcm, np.int16)).tobytes()
        if self._detector is None:
            self._listen(heard)
            return
        self._unframed += heard
        while len(self._unframed) >= FRAME_BYTES and self._detector:
            frame = bytes(self._unframed[:FRAME_BYTES])
            del self._unframed[:FRAME_BYTES]
            change = self._hear_frame(frame, self._detector) or self._waited(self._detector)
            if change:
                yield change

    def commit(self) -> Spoken:
        """End the turn. Raises ``ProtocolError`` when under 100 ms were appended."""
        buffered_ms = self._buffered_bytes / _BYTES_PER_MS
        if buffered_ms < _MIN_COMMIT_MS:
            raise ProtocolError(
                "Error committing input audio buffer: buffer too small. Expected at least "
                f"{_MIN_COMMIT_MS}ms of audio, but buffer only has {buffered_ms:.2f}ms of audio.",
                code="input_audio_buffer_commit_empty",
            )
        speaking = self._detector is not None and self._detector.speaking
        audio_ms = self.now_ms - self._began_ms if speaking else int(buffered_ms)
        self._listen(bytes(self._prefix) if not self._utterance else b"")
        self._listen(bytes(self._unframed) + self._tail())
        return self._take(audio_ms)

    def take_turn(self, change: SpeechStopped | WaitedLongEnough) -> Spoken:
        """End the turn whose end was detected."""
        if isinstance(change, WaitedLongEnough):
            self._listen(bytes(self._prefix))
            return self._take(change.to_ms - change.from_ms)
        return self._take(change.at_ms - self._began_ms)

    def clear(self) -> None:
        """Forget what was not committed."""
        if self._utterance:
            self._utterance.discard()
        self._reset()

    def _hear_frame(
        self, frame: bytes, detector: TurnDetector
    ) -> SpeechStarted | SpeechStopped | None:
        change = detector.hear(frame)
        if isinstance(change, SpeechStarted):
            self._began_ms = change.at_ms
            self._answer_ends_ms = None
            self._listen(bytes(self._prefix))
            self._prefix.clear()
        if detector.speaking or change:
            self._listen(frame)
        else:
            self._prefix += frame
            del self._prefix[: -self._prefix_bytes]
        return change

    def _waited(self, detector: TurnDetector) -> WaitedLongEnough | None:
        since_ms, limit_ms = self._answer_ends_ms, self._idle_timeout_ms
        if since_ms is None or limit_ms is None or detector.now_ms - since_ms < limit_ms:
            return None
        return WaitedLongEnough(since_ms, detector.now_ms)

    def _listen(self, heard: bytes) -> None:
        if not heard or self._parts.speech_to_text is None:
            return
        if self._utterance is None:
            self._utterance = self._parts.speech_to_text.utterance()
        self._utterance.feed(heard)

    def _tail(self) -> bytes:
        """What the resampler still holds; it is new afterwards."""
        rest = self._resampler.resample_chunk(np.zeros(0, np.int16), last=True).tobytes()
        self._resampler = _resampler()
        return rest

    def _take(self, audio_ms: int) -> Spoken:
        words = self._utterance.finish() if self._utterance else None
        spoken = Spoken(self.item_id, audio_ms, words)
        self._reset()
        return spoken

    def _reset(self) -> None:
        self._utterance = None
        self._buffered_bytes = 0
        self._answer_ends_ms = None
        self._prefix.clear()
        self.item_id = new_id("item")
        if self._detector:
            self._detector.reset()


def _resampler() -> Any:
    return soxr.ResampleStream(_SENT_RATE_HZ, RATE_HZ, 1, dtype="int16")

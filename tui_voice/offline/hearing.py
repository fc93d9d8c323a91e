"""The input audio buffer of one session: what was appended, and what was heard in it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from tui_voice.offline.ear import Ear, Frame
from tui_voice.offline.in_turn import InTurn, Stretch
from tui_voice.offline.parts import Parts
from tui_voice.offline.protocol import ProtocolError, new_id
from tui_voice.offline.sent_audio import BYTES_PER_MS
from tui_voice.offline.sentence_end import patience_ms
from tui_voice.offline.voice_activity import (
    ONSET_MS,
    RATE_HZ,
    Paused,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
)

MAX_BUFFERED_MS = 300_000
"""Five minutes of sound may wait to be committed; a turn found in it ends there."""

_SLICE_BYTES = 1000 * BYTES_PER_MS
_MIN_COMMIT_MS = 100
_BYTES_PER_MS_HEARD = RATE_HZ * 2 // 1000

_PAUSE_MS = 200
"""The silence after which the words are got ready, and semantic_vad looks at them.

No patience is shorter.
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn of the person: its item, its sound (24 kHz), and its words when they are known."""

    item_id: str
    audio_ms: int
    pcm: bytes
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
        self._recogniser = InTurn(parts.speech_to_text) if parts.speech_to_text else None
        self._ear = Ear()
        self._detector: TurnDetector | None = None
        self._prefix_ms = 0
        self._prefix = bytearray()
        self._session_bytes = 0
        self._sound = bytearray()
        self._sound_begins_ms = 0
        self._began_ms = 0
        self._stretch: Stretch | None = None
        self._eagerness: str | None = None
        self._idle_timeout_ms: int | None = None
        self._answer_ends_ms: int | None = None
        self._buffered_bytes = 0
        self.item_id = new_id("item")

    @property
    def now_ms(self) -> int:
        """How much sound the session has heard."""
        return self._session_bytes // BYTES_PER_MS

    def configure(self, turn_detection: dict[str, Any] | None) -> None:
        """Decide from now on by these settings when a turn is over; ``None``: the client does."""
        self._prefix.clear()
        self._detector = self._ear.classifier = None
        if turn_detection is None:
            return
        self._idle_timeout_ms = turn_detection.get("idle_timeout_ms")
        padding_ms = int(turn_detection.get("prefix_padding_ms", 300))
        self._eagerness = turn_detection.get("eagerness")
        silence_ms = turn_detection.get("silence_duration_ms", 0)
        self._ear.classifier = self._parts.classifier(turn_detection.get("threshold", 0.5))
        self._detector = TurnDetector(
            prefix_padding_ms=padding_ms,
            silence_ms=patience_ms("", self._eagerness) if self._eagerness else silence_ms,
            start_ms=self.now_ms,
            pause_ms=_PAUSE_MS if self._eagerness or silence_ms > _PAUSE_MS else None,
        )
        # The onset is noticed late: its sound must still be there.
        self._prefix_ms = padding_ms + ONSET_MS

    def answered(self, audio_ms: int) -> None:
        """So much more of an answer was sent, and is heard when what came before it is over."""
        self._answer_ends_ms = max(self._answer_ends_ms or 0, self.now_ms) + audio_ms

    async def append(self, pcm: bytes) -> AsyncIterator[Change]:
        """Listen to a piece; each change must be dealt with before the next one is asked for.

        Raises ``ProtocolError`` when more would wait to be committed than there is room for.
        """
        waiting_ms = (len(self._sound) + len(pcm)) // BYTES_PER_MS
        if waiting_ms > MAX_BUFFERED_MS and self._detector is None:
            raise ProtocolError(
                f"The input audio buffer takes {MAX_BUFFERED_MS // 1000} s of audio and has "
                f"{len(self._sound) // BYTES_PER_MS // 1000} s already. Commit or clear it.",
                code="input_audio_buffer_full",
                param="audio",
            )
        for start in range(0, len(pcm), _SLICE_BYTES):
            piece = pcm[start : start + _SLICE_BYTES]
            self._session_bytes += len(piece)
            self._buffered_bytes += len(piece)
            self._sound += piece
            # In a worker, so that nobody else waits for it.
            for frame in await asyncio.to_thread(self._ear.frames, piece):
                change = self._hear(frame)
                if isinstance(change, Paused):
                    await self._judge_pause()
                elif change:
                    yield change
            self._trim()

    def commit(self) -> Spoken:
        """End the turn. Raises ``ProtocolError`` when under 100 ms were appended."""
        buffered_ms = self._buffered_bytes / BYTES_PER_MS
        if buffered_ms < _MIN_COMMIT_MS:
            raise ProtocolError(
                "Error committing input audio buffer: buffer too small. Expected at least "
                f"{_MIN_COMMIT_MS}ms of audio, but buffer only has {buffered_ms:.2f}ms of audio.",
                code="input_audio_buffer_commit_empty",
            )
        speaking = self._detector is not None and self._detector.speaking
        from_ms = self._began_ms if speaking else self.now_ms - int(buffered_ms)
        self._listen(bytes(self._prefix) if not self._stretch else b"")
        self._listen(self._ear.rest(), speech=False)
        return self._take(from_ms, self.now_ms)

    def take_turn(self, change: SpeechStopped | WaitedLongEnough) -> Spoken:
        """End the turn whose end was detected."""
        if isinstance(change, WaitedLongEnough):
            self._listen(bytes(self._prefix))
            return self._take(change.from_ms, change.to_ms)
        return self._take(self._began_ms, change.at_ms)

    async def room(self) -> None:
        """Wait while too much finished speech waits for its words."""
        if self._recogniser:
            await self._recogniser.room()

    async def recognise(self, pcm: bytes) -> asyncio.Future[str] | None:
        """Have sound recognised that came whole, beside the buffer; ``None`` without the means."""
        if self._recogniser is None:
            return None
        await self.room()
        ear, stretch = Ear(), self._recogniser.stretch()
        for frame in await asyncio.to_thread(ear.frames, pcm):
            stretch.feed(frame.pcm, speech=True)
        stretch.feed(ear.rest(), speech=True)
        return stretch.finish()

    def clear(self) -> None:
        """Forget what was not committed."""
        if self._stretch:
            self._stretch.discard()
        self._sound.clear()
        self._sound_begins_ms = self.now_ms
        self._reset()

    async def _judge_pause(self) -> None:
        """Have the words got ready; wait longer for who is in the middle of a sentence."""
        if self._stretch is None:
            return
        self._stretch.pause()
        if self._detector and self._eagerness:
            words = await self._stretch.so_far()
            self._detector.silence_ms = patience_ms(words, self._eagerness)

    def _hear(self, frame: Frame) -> Change | Paused | None:
        if self._detector is None:
            self._listen(frame.pcm)
            return None
        return self._hear_turn(frame, self._detector) or self._waited(self._detector)

    def _hear_turn(
        self, frame: Frame, detector: TurnDetector
    ) -> SpeechStarted | Paused | SpeechStopped | None:
        too_long = detector.speaking and detector.now_ms - self._began_ms >= MAX_BUFFERED_MS
        change = detector.end() if too_long else detector.hear(frame.speech)
        if isinstance(change, SpeechStarted):
            self._began_ms = change.at_ms
            self._answer_ends_ms = None
            self._listen(bytes(self._prefix))
            self._prefix.clear()
        if detector.speaking or change:
            self._listen(frame.pcm, speech=frame.speech)
        else:
            self._prefix += frame.pcm
            del self._prefix[: -self._prefix_ms * _BYTES_PER_MS_HEARD]
        return change

    def _waited(self, detector: TurnDetector) -> WaitedLongEnough | None:
        since_ms, limit_ms = self._answer_ends_ms, self._idle_timeout_ms
        if since_ms is None or limit_ms is None or detector.now_ms - since_ms < limit_ms:
            return None
        return WaitedLongEnough(since_ms, detector.now_ms)

    def _listen(self, heard: bytes, *, speech: bool = True) -> None:
        if not heard or self._recogniser is None:
            return
        if self._stretch is None:
            self._stretch = self._recogniser.stretch()
        self._stretch.feed(heard, speech=speech)

    def _take(self, from_ms: int, to_ms: int) -> Spoken:
        words = self._stretch.finish() if self._stretch else None
        pcm = self._cut_sound(from_ms, to_ms)
        spoken = Spoken(self.item_id, to_ms - from_ms, pcm, words)
        self._reset()
        return spoken

    def _cut_sound(self, from_ms: int, to_ms: int) -> bytes:
        """Take the sound of a turn out of the buffer, with all that is before it."""
        begin = max(0, from_ms - self._sound_begins_ms) * BYTES_PER_MS
        end = max(0, to_ms - self._sound_begins_ms) * BYTES_PER_MS
        with memoryview(self._sound) as sound:  # one copy of what may be 15 MB, not two
            pcm = bytes(sound[begin:end])
        del self._sound[:end]
        self._sound_begins_ms = to_ms
        return pcm

    def _trim(self) -> None:
        """Between turns only what a turn may begin with is kept."""
        if self._detector and not self._detector.speaking:
            kept_ms = max(self._prefix_ms, _SLICE_BYTES // BYTES_PER_MS)
            self._cut_sound(0, max(self._sound_begins_ms, self.now_ms - kept_ms))

    def _reset(self) -> None:
        self._stretch = None
        self._buffered_bytes = 0
        self._answer_ends_ms = None
        self._prefix.clear()
        self.item_id = new_id("item")
        if self._detector:
            self._detector.reset()

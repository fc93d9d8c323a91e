"""Whose words are recognised next. Pure, but for the ears it is given."""

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from tui_voice.offline import wire

_SECOND_BYTES = 16000 * 2

_AHEAD_BYTES = 5 * _SECOND_BYTES
"""How long an utterance may be that is got ready in a pause: it is heard again if it goes on,

which takes a second at most, and the rest of it is to be waited for no longer than it was spoken.
"""


class Ears(Protocol):
    """What listens to one utterance at a time."""

    def begin(self) -> None:
        """Start an utterance, dropping the one under way."""
        ...

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it: 16 kHz mono PCM16."""
        ...

    def drop(self) -> None:
        """End the utterance under way, if there is one."""
        ...

    def so_far(self) -> str:
        """The words of the utterance under way; empty while there are none."""
        ...

    def finish(self) -> str:
        """End the utterance and return its words; empty when there were none."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of an utterance."""

    utterance: int
    words: str
    final: bool = True
    """Whether it was finished; otherwise these are the words so far."""


class Desk:
    """Utterances that arrive interleaved, worked off one at a time: first finished, first heard.

    Whoever asks for the words so far comes after those who have finished. While nobody waits for
    words, the sound of one utterance is listened to as it comes; it starts over when another one
    is finished first. In a pause of its speaker its last words are got ready, which an answer
    would have to wait for later; it starts over when it goes on nevertheless.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._sound: dict[int, bytearray] = {}
        self._finished: deque[int] = deque()
        self._asked: deque[int] = deque()
        self._paused: set[int] = set()
        self._under_way: int | None = None
        self._fed = 0
        self._ready: str | None = None

    def take(self, frame: wire.Frame) -> None:
        """Put a frame on the pile."""
        match frame.kind:
            case wire.Kind.SOUND:
                self._sound.setdefault(frame.utterance, bytearray()).extend(frame.payload)
                self._paused.discard(frame.utterance)
            case wire.Kind.FINISH:
                self._finished.append(frame.utterance)
            case wire.Kind.ASK:
                self._asked.append(frame.utterance)
            case wire.Kind.PAUSE:
                self._paused.add(frame.utterance)
            case wire.Kind.DISCARD:
                self._forget(frame.utterance)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do before the next frame."""
        waiting = self._finished or self._asked or self._may_be_all
        return not waiting and self._next_to_hear() is None

    def work(self) -> Heard | None:
        """Do one piece of work; return the words when it was the last of an utterance."""
        if self._finished:
            return self._answer(self._finished)
        if self._asked:
            return self._answer(self._asked)
        utterance = self._next_to_hear()
        if utterance is not None:
            self._listen(utterance)
        elif self._may_be_all:
            self._ready = self._ears.finish()
        return None

    @property
    def _may_be_all(self) -> bool:
        """Whether the last words of the utterance under way are worth getting ready."""
        return self._under_way in self._paused and self._ready is None and self._fed <= _AHEAD_BYTES

    def _answer(self, waiting: deque[int]) -> Heard | None:
        utterance = waiting[0]
        if self._listen(utterance):
            return None
        waiting.popleft()
        if waiting is self._asked:
            return Heard(utterance, self._ears.so_far(), final=False)
        words = self._ears.finish() if self._ready is None else self._ready
        self._forget(utterance)
        return Heard(utterance, words)

    def _next_to_hear(self) -> int | None:
        """The utterance under way, or the oldest, if it has sound that was not listened to."""
        if self._under_way is None:
            return next(iter(self._sound), None)
        sound = self._sound.get(self._under_way, b"")
        return self._under_way if len(sound) > self._fed else None

    def _listen(self, utterance: int) -> bool:
        """Listen to the next second of it; whether there was any left."""
        sound = self._sound.get(utterance, b"")
        was_not_all = self._ready is not None and len(sound) > self._fed
        if self._under_way != utterance or was_not_all:
            self._ears.begin()
            self._under_way, self._fed, self._ready = utterance, 0, None
        piece = bytes(sound[self._fed : self._fed + _SECOND_BYTES])
        self._fed += len(piece)
        if piece:
            self._ears.feed(piece)
        return bool(piece)

    def _forget(self, utterance: int) -> None:
        self._sound.pop(utterance, None)
        self._paused.discard(utterance)
        if utterance in self._asked:
            self._asked.remove(utterance)
        if self._under_way == utterance:
            self._ears.drop()
            self._under_way = None

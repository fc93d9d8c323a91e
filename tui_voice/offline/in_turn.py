"""The utterances of one session, handed to the recogniser one after the other.

So a recording that is sent at once is written down however long it is, and whoever sends one has
no more than one utterance in the queue that all sessions share.
"""

import asyncio

from tui_voice.offline.ports import Recogniser, Utterance

_BYTES_PER_MS = 32

MAX_WAITING_MS = 600_000
"""Ten minutes of finished speech, 19 MB, may wait for their turn before no more is read."""


class InTurn:
    """What a session knows of the recogniser."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._turn = asyncio.Lock()  # first come, first served
        self._waiting: dict[asyncio.Future[str], int] = {}

    def stretch(self) -> "Stretch":
        """Begin a stretch of speech; it is listened to on the way if it need not wait."""
        return Stretch(self, None if self._waiting else self._recogniser.utterance())

    async def room(self) -> None:
        """Wait until less speech waits than may."""
        while sum(self._waiting.values()) > MAX_WAITING_MS:
            await asyncio.wait(self._waiting, return_when=asyncio.FIRST_COMPLETED)

    def queued(self, pcm: bytes, begun: Utterance | None, length_ms: int) -> asyncio.Future[str]:
        """Have an utterance recognised in its turn: what was begun, or its sound at once."""
        words = asyncio.create_task(self._recognised(pcm, begun))
        self._waiting[words] = length_ms
        words.add_done_callback(self._done)
        return words

    async def _recognised(self, pcm: bytes, begun: Utterance | None) -> str:
        async with self._turn:
            utterance = begun or self._recogniser.utterance()
            utterance.feed(pcm)
            return await utterance.finish()

    def _done(self, words: asyncio.Future[str]) -> None:
        del self._waiting[words]
        if not words.cancelled():
            words.exception()  # seen, so that asyncio does not complain when nobody asks for it


class Stretch:
    """One stretch of speech: passes its sound on at once, or keeps it until it is finished.

    The silence after a pause is passed on only when somebody speaks again: it has no words, and
    those before it can be got ready while it lasts.
    """

    def __init__(self, line: InTurn, begun: Utterance | None) -> None:
        self._line = line
        self._begun = begun
        self._kept = bytearray()
        self._length = 0
        self._paused = False
        self._silence = bytearray()

    def feed(self, pcm: bytes, *, speech: bool) -> None:
        """Add 16 kHz mono PCM16; ``speech``: whether somebody speaks in it."""
        self._length += len(pcm)
        if self._paused and not speech:
            self._silence += pcm
            return
        self._paused = False
        self._pass_on(bytes(self._silence) + pcm)
        self._silence.clear()

    def pause(self) -> None:
        """The speaker fell silent."""
        self._paused = True
        if self._begun:
            self._begun.pause()

    def _pass_on(self, pcm: bytes) -> None:
        if self._begun:
            self._begun.feed(pcm)
        else:
            self._kept += pcm

    async def so_far(self) -> str:
        """Its words up to here; empty when nobody can tell yet."""
        return await self._begun.so_far() if self._begun else ""

    def finish(self) -> asyncio.Future[str]:
        """End it; the future brings its words, or ``RecognitionError``."""
        return self._line.queued(bytes(self._kept), self._begun, self._length // _BYTES_PER_MS)

    def discard(self) -> None:
        """Forget it."""
        if self._begun:
            self._begun.discard()

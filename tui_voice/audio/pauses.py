"""Finds speech in a recording, and the pauses between which it can be written down."""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import BLOCK_MS, BLOCK_SAMPLES, SAMPLE_BYTES, samples_in, silence

LEAD_MS = 300
"""What is kept before a sound: the soft beginning of a word is no sound yet."""

PATIENCE_MS = ((10_000, 500), (20_000, 300), (30_000, 100))
"""How long a pause must be in a passage of up to that length; nothing lasts longer than the last.
Whole sentences are written down best, but words should not be waited for half a minute."""

LONGEST_MS = PATIENCE_MS[-1][0]
SHORTEST_MS = 100
"""Servers refuse to write down less."""

QUIET_DB = -60.0
LOUD_DB = -40.0
"""Below the one nothing is a sound, above the other everything is, whatever the noise."""
ABOVE_NOISE_DB = 9.0
RISE_DB = 2.0 * BLOCK_MS / 1000
"""What is steady for long counts as noise: its estimate rises by 2 dB a second, and falls at once.
"""


class Piece(NamedTuple):
    """Speech from sample ``start`` of the recording on; ``ends``: it is the last before a pause."""

    start: int
    pcm: bytes
    ends: bool


class Pauses:
    """Cuts 24 kHz mono PCM16 into passages, and leaves out what is only noise between them.

    It hears no words, so it is generous: what might be speech is kept.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._position = 0
        """The first sample of the next block."""
        self._lead = deque[bytes](maxlen=LEAD_MS // BLOCK_MS)
        self._noise_db = QUIET_DB - ABOVE_NOISE_DB
        self._passage_ms = 0
        """Length of the passage under way; 0 between passages."""
        self._quiet_ms = 0

    @property
    def position(self) -> int:
        """How many samples were heard."""
        return self._position + samples_in(self._rest)

    def feed(self, pcm: bytes) -> Iterator[Piece]:
        """The speech that is in more of the recording, in at most one piece a passage."""
        sound = self._rest + pcm
        size = BLOCK_SAMPLES * SAMPLE_BYTES
        whole = len(sound) // size * size
        self._rest = sound[whole:]
        gathered, start = bytearray(), 0
        for offset in range(0, whole, size):
            heard = self._hear(sound[offset : offset + size])
            if heard:
                start = start if gathered else self._position - samples_in(heard)
                gathered += heard
            if gathered and not self._passage_ms:
                yield Piece(start, bytes(gathered), ends=True)
                gathered.clear()
        if gathered:
            yield Piece(start, bytes(gathered), ends=False)

    def flush(self) -> Iterator[Piece]:
        """The end of the passage under way, if there is one; the recording is over."""
        if self._passage_ms:
            missing = max(0, SHORTEST_MS - self._passage_ms) // BLOCK_MS * BLOCK_SAMPLES
            yield Piece(self._position, self._rest + silence(missing + BLOCK_SAMPLES), ends=True)
        self._passage_ms = 0

    def _hear(self, block: bytes) -> bytes:
        """What this block adds to the passage, which is over when ``_passage_ms`` is 0."""
        self._position += BLOCK_SAMPLES
        sounds = self._is_sound(block)
        if not self._passage_ms:
            self._lead.append(block)
            if not sounds:
                return b""
            heard = b"".join(self._lead)
            self._lead.clear()
        else:
            heard = block
        self._passage_ms += samples_in(heard) // BLOCK_SAMPLES * BLOCK_MS
        self._quiet_ms = 0 if sounds else self._quiet_ms + BLOCK_MS
        if self._quiet_ms >= self._patience_ms() or self._passage_ms >= LONGEST_MS:
            self._passage_ms = self._quiet_ms = 0
        return heard

    def _patience_ms(self) -> int:
        return next((pause for length, pause in PATIENCE_MS if self._passage_ms < length), 0)

    def _is_sound(self, block: bytes) -> bool:
        level_db = level_of(block).rms_db
        self._noise_db = min(level_db, self._noise_db + RISE_DB)
        threshold_db = self._noise_db + ABOVE_NOISE_DB
        return level_db > min(LOUD_DB, max(QUIET_DB, threshold_db))

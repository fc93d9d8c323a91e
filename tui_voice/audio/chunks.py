"""From device blocks to the chunks that are sent."""

from collections.abc import Iterator

from tui_voice.audio.pcm import SAMPLE_BYTES, ms_to_samples, samples_in


class Chunker:
    """Collects 24 kHz mono PCM16 of any length and gives it back in chunks of ``chunk_ms``."""

    def __init__(self, chunk_ms: int) -> None:
        self._chunk_bytes = ms_to_samples(chunk_ms) * SAMPLE_BYTES
        self._held = bytearray()

    @property
    def held_samples(self) -> int:
        """How much waits for its chunk to be full."""
        return samples_in(self._held)

    @property
    def missing_samples(self) -> int:
        """How much more makes the next chunk full."""
        return self._chunk_bytes // SAMPLE_BYTES - self.held_samples

    def feed(self, pcm: bytes) -> Iterator[bytes]:
        """Every chunk that is full now."""
        self._held += pcm
        while len(self._held) >= self._chunk_bytes:
            chunk = bytes(self._held[: self._chunk_bytes])
            del self._held[: self._chunk_bytes]
            yield chunk

    def flush(self) -> bytes:
        """The last partial chunk, or nothing; the next ``feed`` begins anew."""
        tail = bytes(self._held)
        self._held.clear()
        return tail

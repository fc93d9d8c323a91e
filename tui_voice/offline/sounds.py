"""The sound of the items of one conversation, kept to be retrieved. Pure."""

MAX_BYTES = 8 * 1024 * 1024
"""Nearly three minutes of 24 kHz PCM16 a conversation; the oldest goes first."""


class Sounds:
    """24 kHz mono PCM16 by item."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._pcm: dict[str, bytearray] = {}
        self._bytes = 0

    def add(self, item_id: str, pcm: bytes) -> None:
        """Keep more of an item's sound, at the cost of the oldest item's."""
        self._pcm.setdefault(item_id, bytearray()).extend(pcm)
        self._bytes += len(pcm)
        while self._bytes > self._max_bytes:
            self.forget(next(iter(self._pcm)))

    def of(self, item_id: str) -> bytes:
        """The sound that is kept of an item; empty when it has none, or had too much."""
        return bytes(self._pcm.get(item_id, b""))

    def cut(self, item_id: str, length: int) -> None:
        """Keep only the first ``length`` bytes of an item's sound."""
        pcm = self._pcm.get(item_id)
        if pcm is not None:
            self._bytes -= max(0, len(pcm) - length)
            del pcm[length:]

    def forget(self, item_id: str) -> None:
        """Let an item's sound go."""
        self._bytes -= len(self._pcm.pop(item_id, b""))

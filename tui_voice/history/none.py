"""No memory, for those who want none."""

from tui_voice.conversation.kept import KeptTurn


class NoHistory:
    """Fits the engine's ``History`` and keeps nothing (``--no-history``)."""

    def keep(self, turn: KeptTurn) -> None:
        """Let it pass."""

    def forget(self, item_id: str) -> None:
        """There is nothing to forget."""

    def keep_sound(self, item_id: str, pcm: bytes) -> None:
        """Let it pass."""

    def end_sound(self, item_id: str, samples: int) -> None:
        """There is nothing to end."""

    async def close(self) -> None:
        """There is nothing to close."""

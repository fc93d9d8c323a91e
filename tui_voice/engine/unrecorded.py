"""No record of what happens, as long as nobody wants one."""

from tui_voice.engine.event_log import Direction
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import Event


class Unrecorded:
    """Fits the engine's ``Recorder`` and writes nothing."""

    def note(self, at: float, direction: Direction, event: Event | ClientEffect) -> None:
        """Let it pass."""

    async def close(self) -> None:
        """There is nothing to close."""

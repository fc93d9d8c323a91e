"""The app that plays a recorded conversation back."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui_voice.ui.app import VoiceApp
from tui_voice.ui.screens.replay import ReplayScreen
from tui_voice.ui.times import Times

if TYPE_CHECKING:
    from tui_voice.config.settings import Settings
    from tui_voice.engine.replay import Replay

LOOK_S = 0.1
"""How often it is looked where the replay stands."""

FAR_S = 30.0
NEAR_S = 5.0
"""How far the keys go, in seconds of the recording."""

PAST = "This is a replay: it cannot be changed any more."


class ReplayApp(VoiceApp):
    """``tui-voice replay``: the same screen, and keys to go through the recording."""

    TITLE = "tui-voice replay"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", f"seek({NEAR_S})", f"{NEAR_S:g} seconds forwards", show=False),
        Binding("left", f"seek(-{NEAR_S})", f"{NEAR_S:g} seconds backwards", show=False),
        Binding("shift+right", f"seek({FAR_S})", f"{FAR_S:g} seconds forwards", show=False),
        Binding("shift+left", f"seek(-{FAR_S})", f"{FAR_S:g} seconds backwards", show=False),
        Binding("plus", "change_speed(2)", "Twice as fast", show=False),
        Binding("minus", "change_speed(0.5)", "Half as fast", show=False),
    ]

    def __init__(self, settings: "Settings", replay: "Replay") -> None:
        super().__init__(settings, replay.show_on, Times(now=replay.now))
        self._replay = replay

    def get_default_screen(self) -> ReplayScreen:
        """The conversation as it was."""
        return ReplayScreen(self.view, self._times, self._keys)

    def on_mount(self) -> None:
        """Show where the replay stands, again and again."""
        super().on_mount()
        self.set_interval(LOOK_S, self._look)

    def action_seek(self, by_s: float) -> None:
        """Go so far forwards or backwards."""
        self._replay.seek(by_s)

    def action_change_speed(self, factor: float) -> None:
        """Make it faster or slower."""
        self._replay.change_speed(factor)

    async def action_settings(self) -> None:
        """There is nothing to be set."""
        self.notify(PAST, markup=False)

    def _look(self) -> None:
        screen = self.screen_stack[0]
        if isinstance(screen, ReplayScreen):
            screen.show_progress(self._replay.progress)

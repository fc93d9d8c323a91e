"""The app that plays a recorded conversation back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tui_voice.config.actions import ACTIONS, Place
from tui_voice.config.keys import Keymap
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.bound import bound
from tui_voice.ui.keys import Command, KeyGroup, commands, key_groups
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

PAUSE = "Pause, or go on"
ALSO = ("search", "copy_answer", "copy_turn", "copy_all", "events", "help", "quit")
"""Actions of the conversation that make sense in a replay, too."""
OWN = [name for name, action in ACTIONS.items() if action.place is Place.REPLAY]
"""Actions of a replay alone."""
PLACES = (Place.LOG, Place.SEARCH, Place.EVENTS)
"""Where keys work as they do in a conversation."""
PAST = "This is a replay: it cannot be changed any more."


class ReplayApp(VoiceApp):
    """``tui-voice replay``: the same screen, and keys to go through the recording."""

    TITLE = "tui-voice replay"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("forwards", f"seek({NEAR_S})"),
        bound("backwards", f"seek(-{NEAR_S})"),
        bound("far_forwards", f"seek({FAR_S})"),
        bound("far_backwards", f"seek(-{FAR_S})"),
        bound("faster", "change_speed(2)"),
        bound("slower", "change_speed(0.5)"),
    ]

    def __init__(self, settings: "Settings", replay: "Replay", keys: Keymap | None = None) -> None:
        super().__init__(settings, replay.show_on, Times(now=replay.now), keys=keys)
        self._replay = replay

    def get_default_screen(self) -> ReplayScreen:
        """The conversation as it was."""
        return ReplayScreen(self.view, self._times, self._keys, self.size)

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

    def key_groups(self) -> Sequence[KeyGroup]:
        """The keys that go through the recording, and those of a conversation that still work."""
        own = [(each.keys, each.title) for each in self._commands()]
        return [KeyGroup(str(Place.REPLAY), own), *key_groups(self._keys, PLACES)]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: the same by name."""
        return self._offered(self._commands())

    def _commands(self) -> Iterator[Command]:
        nodes = (self.screen_stack[0], self)
        offered = {each.name: each for each in commands(nodes, self._keys)}
        yield offered["talk"]._replace(title=PAUSE)
        yield from (each for each in offered.values() if each.name in OWN)
        yield from (offered[name] for name in ALSO)

    def _wear(self, theme: str) -> None:
        """The person's own colours stay, whatever those of the recording were."""

    def _look(self) -> None:
        screen = self.screen_stack[0]
        if isinstance(screen, ReplayScreen):
            screen.show_progress(self._replay.progress)

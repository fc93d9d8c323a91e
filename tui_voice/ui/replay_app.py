"""The app that plays a recorded conversation back."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_voice.config.actions import Place
from tui_voice.config.keys import key_name
from tui_voice.ui.app import VoiceApp
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
PLACES = (Place.LOG, Place.SEARCH, Place.EVENTS)
"""Where keys work as they do in a conversation."""
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
        own = [(keys, title) for _, title, keys, _ in self._commands()]
        others = [group for group in key_groups(self._keys) if group.title in PLACES]
        return [KeyGroup("Replay", own), *others]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: the same by name."""
        for _, title, keys, action in self._commands():
            yield SystemCommand(title, f"key: {keys}", partial(self.run_action, action))

    def _commands(self) -> Iterator[Command]:
        offered = {each.name: each for each in commands(VoiceApp.BINDINGS, self._keys)}
        yield offered["talk"]._replace(title=PAUSE)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding):
                key = key_name(binding.key)
                yield Command("", binding.description, key, f"app.{binding.action}")
        yield from (offered[name] for name in ALSO)

    def _look(self) -> None:
        screen = self.screen_stack[0]
        if isinstance(screen, ReplayScreen):
            screen.show_progress(self._replay.progress)

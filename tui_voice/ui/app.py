"""The app: takes pictures of the conversation from the engine, brings back what the person does."""

import logging
from asyncio import to_thread
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui_voice.config.keys import Keymap
from tui_voice.config.paths import save_beside_log
from tui_voice.config.settings import Settings
from tui_voice.engine.view import View
from tui_voice.ui.bound import bound
from tui_voice.ui.choosing import Choosing
from tui_voice.ui.conversing import TAKES_EVERY_KEY, Conversing, Start, Viewing
from tui_voice.ui.deeds import Deed, event_of
from tui_voice.ui.inert import inert_line
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.times import Times
from tui_voice.ui.titles import title_of, titled
from tui_voice.ui.widgets.log_lines import LogLines

if TYPE_CHECKING:
    from tui_voice.engine.ports import Devices
    from tui_voice.session.events import PersonEvent
    from tui_voice.ui.archive import Archive
    from tui_voice.ui.bells import AnswerBell
    from tui_voice.ui.checkup import Checkup
    from tui_voice.ui.keys import Command, KeyGroup
    from tui_voice.ui.preferences import Preferences
    from tui_voice.ui.screens.events import EventsScreen
    from tui_voice.ui.screens.history import HistoryScreen

FAREWELL_S = 3.0
"""How long leaving may take before the app goes anyway."""

EARLY_KEYS = 32
"""Keys kept while the house is still being built; of more, the oldest are forgotten."""

_log = logging.getLogger(__name__)


class VoiceApp(Choosing):
    """``tui-voice`` in a terminal."""

    TITLE = "tui-voice"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("settings"),
        bound("help"),
        bound("history"),
        bound("profiles"),
        bound("check"),
        bound("events"),
        bound("palette", "command_palette", priority=True),
        bound("quit", priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        start: Start,
        times: Times | None = None,
        archive: "Archive | None" = None,
        preferences: "Preferences | None" = None,
        checkup: "Checkup | None" = None,
        keys: Keymap | None = None,
        *,
        first: bool = False,
    ) -> None:
        super().__init__(settings, times or Times(), preferences, checkup, keys or Keymap())
        self._first = first
        self._start = start
        self._archive = archive
        self.continued: str | None = None
        """The conversation that the person wants to go on with, when the app has been left."""
        self._conversation: Conversing | None = None
        self._left = False
        self._early: deque[PersonEvent] = deque(maxlen=EARLY_KEYS)
        self._entitled = ""
        self._bell: AnswerBell | None = None
        self.animation_level = "none"

    def get_default_screen(self) -> TalkScreen:
        """The conversation."""
        return TalkScreen(self.view, self._times, self._keys, self.size)

    def on_mount(self) -> None:
        """Paint first, then build the house."""
        if self.view.settings.theme not in self.available_themes:
            wished = inert_line(self.view.settings.theme)
            key = self._keys.name("settings")
            told = f"No theme is called {wished}: {key} shows which there are."
            self.notify(told, markup=False)
        self._entitle()
        self.call_after_refresh(self.run_worker, self._converse)

    def watch_view(self, old: View, view: View) -> None:
        """Hand the new moment to the screens."""
        if view.leaving:
            self.exit()
            return
        if view.settings.theme != old.settings.theme:
            self._wear(view.settings.theme)
        self._entitle()
        self._ring(view)
        for screen in self.screen_stack:
            if isinstance(screen, Viewing):
                screen.view = view

    def on_talk_screen_acted(self, message: TalkScreen.Acted) -> None:
        """Bring what the person did to the conversation."""
        self._tell(event_of(message.deed, message.at, message.text))

    def on_talk_screen_copied(self, message: TalkScreen.Copied) -> None:
        """Copy to the terminal's own clipboard (OSC 52), so that it works over SSH, too."""
        self.copy_to_clipboard(message.text)

    async def action_quit(self) -> None:
        """Leave."""
        self.leave()

    def action_help_quit(self) -> None:
        """Leave also by ctrl+c, where nothing is selected that it would copy."""
        self.leave()

    def leave(self) -> None:
        """Let the conversation close what it holds; at once if there is none."""
        if self._conversation is None:
            self.exit()
            return
        self._tell(event_of(Deed.LEAVE, self._times.now()))
        self.set_timer(FAREWELL_S, self.exit)

    def action_history(self) -> None:
        """Show what was kept; going on with it begins anew."""
        if self._archive is None:
            self.notify("No conversations are kept here.", markup=False)
            return
        from tui_voice.ui.screens.history import HistoryScreen

        screen = HistoryScreen(self._archive, self.view.entries, self._times, self._keys)
        self.push_screen(screen, self._go_on_with)

    async def on_history_screen_exported(self, message: "HistoryScreen.Exported") -> None:
        """Write it beside the log, for the person's eyes only."""
        await self._save("conversation", message.text, message.suffix)

    def action_events(self) -> None:
        """Show what went over the wire."""
        from tui_voice.engine.event_log import EventLog
        from tui_voice.ui.screens.events import EventsScreen

        log = self._conversation.event_log if self._conversation else EventLog()
        self.push_screen(EventsScreen(log, self._keys))

    async def on_events_screen_saved(self, message: "EventsScreen.Saved") -> None:
        """As above."""
        await self._save("events", message.text, "txt")

    def action_command_palette(self) -> None:
        """Offer all commands, to search in."""
        from tui_voice.ui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Show the keys."""
        from tui_voice.ui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.key_groups()))

    def key_groups(self) -> "Sequence[KeyGroup]":
        """The keys that the help tells."""
        from tui_voice.config.actions import Place
        from tui_voice.ui.keys import key_groups

        return key_groups(self._keys, (place for place in Place if place is not Place.REPLAY))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing, while a key is waited for that may be one of ours."""
        return not self.screen.has_class(TAKES_EVERY_KEY)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what the keys do here, by name."""
        from tui_voice.ui.keys import commands

        field = [] if screen.focused is None else [screen.focused]
        nodes = (screen, *field, *screen.query(LogLines), self)
        return self._offered(commands(nodes, self._keys))

    def _offered(self, commands: "Iterable[Command]") -> Iterator[SystemCommand]:
        """Each as the palette shows it; going up and down only to those who search for it."""
        for _, title, keys, action, node in commands:
            does = partial(self.run_action, action, node)
            yield SystemCommand(title, f"key: {keys}", does, not isinstance(node, LogLines))

    # ── private ─────────────────────────────────────────────────────────────────────────────

    async def _converse(self) -> None:
        from tui_voice.ui.bells import AnswerBell  # the first frame has no answers

        self._bell = AnswerBell()
        self._conversation = await self._start(self._publish)
        for event in self._early:
            self._conversation.post(event)
        self._early.clear()
        if self._first:
            await self._welcome()
        await self._conversation.run()
        self.exit()

    def _ring(self, view: View) -> None:
        rings = self._bell is not None and self._bell.rings(view)
        if rings and view.settings.bell and self._driver is not None:
            self._driver.write("\a")

    def _publish(self, view: View) -> None:
        self.view = view

    async def _shutdown(self) -> None:
        self._left = True
        await super()._shutdown()

    def _handle_exception(self, error: Exception) -> None:
        """Fail; but not where all is being closed, and a widget was just being made."""
        if self._left:
            _log.warning("failed while leaving", exc_info=error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Write to the log what has failed, and leave with exit code 1.

        Textual would write the values of variables with the traceback, and so perhaps a secret.
        """
        error = self._exception
        _log.critical("failed", exc_info=error.error if isinstance(error, WorkerFailed) else error)
        self.panic()

    def _entitle(self) -> None:
        """Tell the terminal's title, where it has changed."""
        title = title_of(self.view)
        if title != self._entitled and self._driver is not None:
            self._entitled = title
            self._driver.write(titled(title))

    async def _save(self, name: str, text: str, suffix: str) -> None:
        try:
            path = await to_thread(save_beside_log, name, text, suffix)
        except OSError as problem:
            self.notify(f"Not saved: {problem}", severity="error", markup=False)
        else:
            self.notify(f"Saved as {path}", markup=False)

    def _go_on_with(self, conversation_id: str | None) -> None:
        if conversation_id is not None:
            self.continued = conversation_id
            self.leave()

    @property
    def _devices(self) -> "Devices | None":
        return self._conversation.devices if self._conversation else None

    def _tell(self, event: "PersonEvent") -> None:
        if self._conversation is None:
            self._early.append(event)
        else:
            self._conversation.post(event)

"""The app: takes pictures of the conversation from the engine, brings back what the person does."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import ClassVar, Protocol

from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import var

from tui_voice.config.catalogue import Catalogue
from tui_voice.config.settings import Settings
from tui_voice.engine.view import View
from tui_voice.session.events import PersonEvent, QuitRequested
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.themes import DARK, THEMES
from tui_voice.ui.times import Times

FAREWELL_S = 3.0
"""How long leaving may take before the app goes anyway."""

EARLY_KEYS = 32
"""Keys kept while the house is still being built; of more, the oldest are forgotten."""


class Conversing(Protocol):
    """A conversation that runs beside the screen."""

    def post(self, event: PersonEvent) -> None:
        """Report what the person did."""
        ...

    async def run(self) -> None:
        """Hold the conversation until the person leaves."""
        ...


Start = Callable[[Callable[[View], None]], Awaitable[Conversing]]
"""Builds the house; it is called after the first frame, so that heavy imports do not delay it.

Its argument takes every new ``View``, on the event loop's thread.
"""


class VoiceApp(App[None]):
    """``tui-voice`` in a terminal."""

    TITLE = "tui-voice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    view: var[View] = var(View)
    """The moment that is on the screen."""

    def __init__(
        self, settings: Settings, catalogue: Catalogue, start: Start, times: Times | None = None
    ) -> None:
        super().__init__()
        self.set_reactive(VoiceApp.view, View(settings=settings))
        self._catalogue = catalogue
        self._start = start
        self._times = times or Times()
        self._conversation: Conversing | None = None
        self._early: deque[PersonEvent] = deque(maxlen=EARLY_KEYS)
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self._wear(settings.theme)

    def get_default_screen(self) -> TalkScreen:
        """The conversation."""
        return TalkScreen(self.view, self._times)

    def on_mount(self) -> None:
        """Paint first, then build the house."""
        self.call_after_refresh(self.run_worker, self._converse)

    def watch_view(self, old: View, view: View) -> None:
        """Hand the new moment to the screens."""
        if view.leaving:
            self.exit()
            return
        if view.settings.theme != old.settings.theme:
            self._wear(view.settings.theme)
        for screen in self.screen_stack:
            if isinstance(screen, TalkScreen):
                screen.view = view

    def on_talk_screen_acted(self, message: TalkScreen.Acted) -> None:
        """Bring what the person did to the conversation."""
        self._tell(message.event)

    async def action_quit(self) -> None:
        """Let the conversation close what it holds; at once if there is none."""
        if self._conversation is None:
            self.exit()
            return
        self._tell(QuitRequested())
        self.set_timer(FAREWELL_S, self.exit)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    async def _converse(self) -> None:
        self._conversation = await self._start(self._publish)
        for event in self._early:
            self._conversation.post(event)
        self._early.clear()
        await self._conversation.run()
        self.exit()

    def _publish(self, view: View) -> None:
        self.view = view

    def _tell(self, event: PersonEvent) -> None:
        if self._conversation is None:
            self._early.append(event)
        else:
            self._conversation.post(event)

    def _wear(self, theme: str) -> None:
        self.theme = theme if theme in self.available_themes else DARK.name

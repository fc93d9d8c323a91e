"""The part of the app that is about what the person chooses: settings, profiles, keys, colours."""

import os
from asyncio import to_thread
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import App
from textual.reactive import Reactive, var
from textual.theme import Theme

from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Echo, Settings
from tui_voice.config.values import SettingsError
from tui_voice.engine.view import View
from tui_voice.ui.deeds import Deed, event_of
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.themes import (
    ANSI_DARK,
    ANSI_LIGHT,
    DARK,
    MONO,
    THEMES,
    styles,
    themes_first_ours,
    with_true_greys,
)
from tui_voice.ui.times import Times

if TYPE_CHECKING:
    from tui_voice.engine.ports import Devices
    from tui_voice.session.events import PersonEvent
    from tui_voice.ui.checkup import Checkup
    from tui_voice.ui.preferences import Preferences
    from tui_voice.ui.screens.check import CheckScreen
    from tui_voice.ui.screens.profiles import ProfilesScreen
    from tui_voice.ui.screens.settings import SettingsScreen
    from tui_voice.ui.widgets.keys_page import KeysPage

_OURS = {theme.name: theme for theme in THEMES}


class Choosing(App[None], inherit_css=False):
    """What is chosen leaves as ``SettingsChanged``; profiles and keys are kept in ``Preferences``.

    Screens are imported where they are opened: what is not on the first frame must not delay it.
    """

    # Not an App's own: what Textual's header and maximized widgets look like, which are not here.
    DEFAULT_CSS = """
    Choosing {
        background: $background;
        color: $foreground;
        &:ansi { background: ansi_default; color: ansi_default; }
    }
    *:disabled:can-focus { opacity: 0.7; }
    """

    theme: Reactive[str] = Reactive(DARK.name)
    """The colours; ours from the start, so that they are worked out once before the first frame."""
    view: var[View] = var(View)
    """The moment that is on the screen."""

    def __init__(
        self,
        settings: Settings,
        times: Times,
        preferences: "Preferences | None",
        checkup: "Checkup | None",
        keys: Keymap,
    ) -> None:
        # NO_COLOR means no colour (no-color.org), and not shades of grey as Textual has it.
        colourless = "NO_COLOR" in os.environ
        super().__init__(ansi_color=colourless or None)
        self._colourless = colourless
        self.set_reactive(Choosing.view, View(settings=settings))
        self._times = times
        self._keys = keys
        self._preferences = preferences
        self._checkup = checkup
        self.set_keymap(keys.chosen)
        for theme in THEMES:
            self.register_theme(theme)
        theme = self._known(settings.theme)
        if theme != self.theme:
            if self.available_themes[theme].ansi:
                self.theme = theme
            else:
                # Not assigned: all styled so far would be styled anew before the first frame.
                self.set_reactive(Choosing.theme, theme)
            self.stylesheet.set_variables(self.get_css_variables())

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme by name; ours before they are registered, when the first colours are wanted."""
        return _OURS.get(theme_name) or super().get_theme(theme_name)

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme as this terminal can show them, and styles made of them."""
        colours = super().get_css_variables()
        if self.console.color_system == "256":
            colours = with_true_greys(colours)
        return colours | styles(colours, ansi=self.current_theme.ansi)

    @property
    def _devices(self) -> "Devices | None":
        """The sound devices, once there is a conversation."""
        raise NotImplementedError

    def _tell(self, event: "PersonEvent") -> None:
        """Tell the conversation what the person did."""
        raise NotImplementedError

    def _wear(self, theme: str) -> None:
        """Put on the colours of a theme."""
        self.theme = self._known(theme)

    def _known(self, theme: str) -> str:
        """The theme, or ours where there is none of that name, as far as there are colours."""
        known = self.available_themes.get(theme, DARK)
        if self._colourless:
            known = MONO
        elif self.console.color_system == "standard" and not known.ansi:
            known = ANSI_DARK if known.dark else ANSI_LIGHT
        return known.name

    async def action_settings(self) -> None:
        """Ask for other settings; meanwhile the sound devices are listed anew."""
        from tui_voice.config.catalogue import load_catalogue
        from tui_voice.ui.draft import Draft
        from tui_voice.ui.form import Known
        from tui_voice.ui.screens.settings import SettingsScreen

        known = Known(
            load_catalogue(), themes_first_ours(self.available_themes), await self._profiles()
        )
        draft = Draft(self.view.settings, known, self._keys, self._times.today(), self.view.spoke)
        self.on_settings_screen_devices_wanted()
        screen = SettingsScreen(self.view, draft, self._times, self._devices)
        self.push_screen(screen, self._settle)

    def on_settings_screen_devices_wanted(self) -> None:
        """List the sound devices anew."""
        self._tell(event_of(Deed.LIST_DEVICES, self._times.now()))

    def on_settings_screen_theme_tried(self, message: "SettingsScreen.ThemeTried") -> None:
        """Let the person see a theme before it is chosen."""
        self._wear(message.theme)

    def on_keys_page_asked(self, message: "KeysPage.Asked") -> None:
        """Wait for the key."""
        from tui_voice.ui.screens.key_press import KeyPress

        self.push_screen(KeyPress(message.does), message.take)

    async def on_settings_screen_keys_chosen(self, message: "SettingsScreen.KeysChosen") -> None:
        """Other keys from now on."""
        self._keys = message.keymap
        self.set_keymap(self._keys.chosen)
        for screen in self.screen_stack:
            if isinstance(screen, TalkScreen):
                screen.keys = self._keys
        if self._preferences is not None:
            try:
                await to_thread(self._preferences.keep_keys, self._keys)
            except (OSError, SettingsError) as problem:
                self._regret(f"The keys are in force but could not be saved: {problem}")

    def action_check(self) -> None:
        """Look at what there is to talk with, and try it out."""
        self._check(first=False)

    def on_check_screen_echo_taken(self, message: "CheckScreen.EchoTaken") -> None:
        """Keep the echo out as was proposed."""
        self._settle(replace(self.view.settings, echo=Echo(message.echo)))

    async def action_profiles(self) -> None:
        """Choose another profile, keep the present settings as one, or delete one."""
        from tui_voice.ui.screens.profiles import ProfilesScreen

        if self._preferences is None:
            self.notify("No profiles are kept here.", markup=False)
            return
        screen = ProfilesScreen(self.view, await self._profiles(), self._keys)
        self.push_screen(screen, self._switch)

    async def on_profiles_screen_kept(self, message: "ProfilesScreen.Kept") -> None:
        """Keep the present settings as a profile, and use it."""
        if self._preferences is None:
            return
        settings = replace(self.view.settings, profile=message.profile)
        try:
            await to_thread(self._preferences.keep, message.profile, settings)
        except (OSError, SettingsError) as problem:
            self._regret(f"Not kept: {problem}")
        else:
            self._settle(settings)
            self.notify(f"Kept as profile {message.profile}.", markup=False)

    async def on_profiles_screen_forgotten(self, message: "ProfilesScreen.Forgotten") -> None:
        """Delete a profile."""
        if self._preferences is None:
            return
        try:
            await to_thread(self._preferences.forget, message.profile)
        except (OSError, SettingsError) as problem:
            self._regret(f"Not deleted: {problem}")

    def action_silence(self) -> None:
        """Mute the speaker, or let it be heard again."""
        settings = self.view.settings
        self._settle(replace(settings, speaker_muted=not settings.speaker_muted))

    def _settle(self, settings: Settings | None) -> None:
        """Hand in what was chosen; None is what it was before."""
        if settings is None:
            self._wear(self.view.settings.theme)
        else:
            from tui_voice.session.events import SettingsChanged

            self._tell(SettingsChanged(settings, self._times.now()))

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _check(self, *, first: bool) -> None:
        from tui_voice.ui.screens.check import CheckScreen

        if self._checkup is None:
            self.notify("There is nothing to check here.", markup=False)
            return
        settings = self.view.settings
        self.push_screen(
            CheckScreen(
                self._checkup, settings, self._devices, self._times, self._keys, first=first
            ),
            self._go_on,
        )

    def _go_on(self, talk: bool | None) -> None:
        if talk:
            self._tell(event_of(Deed.RECORD, self._times.now()))

    async def _welcome(self) -> None:
        """Lead a person who starts the app for the first time to their first spoken turn."""
        if self._preferences is not None:
            with suppress(OSError, SettingsError):  # then it is said once more next time
                await to_thread(self._preferences.begin)
        self._check(first=True)

    async def _profiles(self) -> Mapping[str, Settings]:
        if self._preferences is None:
            return {}
        try:
            return await to_thread(self._preferences.profiles)
        except (OSError, SettingsError) as problem:
            self._regret(str(problem))
            return {}

    def _switch(self, settings: Settings | None) -> None:
        if settings is not None and settings != self.view.settings:
            self._settle(settings)

    def _regret(self, words: str) -> None:
        self.notify(words, severity="error", markup=False)

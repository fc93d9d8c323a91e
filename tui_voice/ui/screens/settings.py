"""The settings screen: every choice explained, refused in place, and honest about its effect."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings, meaning_of
from tui_voice.engine.view import View
from tui_voice.ui.bound import bound
from tui_voice.ui.conversing import Viewing
from tui_voice.ui.draft import Draft
from tui_voice.ui.form import PAGES, TITLES
from tui_voice.ui.screens.sifting import Sifting, sifting
from tui_voice.ui.screens.talk import HEIGHTS
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.keys_page import KeysPage
from tui_voice.ui.widgets.line import Line
from tui_voice.ui.widgets.page_tabs import PageTabs
from tui_voice.ui.widgets.panel import Panel, hints
from tui_voice.ui.widgets.setting_row import SettingRow
from tui_voice.ui.widgets.settings_page import SettingsPage
from tui_voice.ui.widgets.trial_meter import TrialMeter

if TYPE_CHECKING:
    from tui_voice.engine.ports import Devices

WIDTHS = [(0, "-narrow"), (64, "-roomy")]
"""From how many cells on the screen has which class."""

CONTROLS = "Select, Input, TextArea, KeyRow"
"""What can be focused on a page."""


class SettingsScreen(Viewing, Sifting[Settings | None]):
    """Answers with the new settings, or None when the person changed nothing or their mind."""

    DEFAULT_CSS = """
    SettingsScreen {
        align: center middle;
        background: $background 70%;
        #panel {
            width: 100%;
            max-width: 92;
            height: 100%;
            max-height: 46;
        }
        PageTabs { margin: 1 0 0 0; }
        #words { margin: 1 0 0 0; display: none; }
        #words.-open { display: block; }
        #questions { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        #foot { height: 2; margin: 1 0 0 0; padding: 0 1; }
        #effect { width: 1fr; height: 2; color: $foreground 80%; }
        #effect.-refused { color: $text-error; }
        Button { margin: 0 0 0 2; min-width: 10; }
        &.-narrow SettingRow {
            .line { layout: vertical; }
            .help, .note { margin: 0; }
            Input, TextArea, Select { width: 100%; }
        }
        &.-low {
            PageTabs, #words { margin: 0; }
            #questions { padding: 0 1; }
            #foot { height: 1; margin: 0; }
            SelectOverlay { max-height: 7; }
            Button { display: none; }
        }
    }
    """
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS = "SettingRow Select"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("save"),
        bound("leave_settings", "leave"),
        sifting("find_setting"),
        bound("next_page", "step(1)"),
        bound("page_before", "step(-1)"),
        bound("list_devices"),
        bound("settings", "leave"),
    ]

    class ThemeTried(Message):
        """The person looks at a theme; it is not chosen yet."""

        def __init__(self, theme: str) -> None:
            super().__init__()
            self.theme = theme

    class KeysChosen(Message):
        """The person wants these keys."""

        def __init__(self, keymap: Keymap) -> None:
            super().__init__()
            self.keymap = keymap

    class DevicesWanted(Message):
        """The person wants to see which sound devices there are now."""

    view: var[View] = var(View)

    def __init__(self, view: View, draft: Draft, times: Times, devices: "Devices | None") -> None:
        super().__init__()
        self.set_reactive(SettingsScreen.view, view)
        self._draft = draft
        draft.list_devices(view.inputs, view.outputs)
        self._trial = TrialMeter(times, devices)

    def compose(self) -> ComposeResult:
        """The pages by name, a search, the open page, and what saving will do."""
        told = hints(
            self._draft.old_keys,
            save="save",
            next_page="page",
            find_setting="search",
            leave_settings="cancel",
        )
        with Panel("Settings", told):
            yield PageTabs(PAGES)
            yield Line("Search all settings", id="words")
            with VerticalScroll(id="questions", can_focus=False):
                yield self._made(next(iter(PAGES)))
            with Horizontal(id="foot"):
                yield Static(id="effect", markup=False)
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Say what is to be said about the settings as they are."""
        self._judge()

    def watch_view(self, view: View) -> None:
        """Devices may have been listed meanwhile."""
        self._draft.list_devices(view.inputs, view.outputs)
        self._draft.spoken = view.spoke
        for name in ("input", "output"):
            for row in self.query(f"#{name}").results(SettingRow):
                row.offer(self._draft.choices(name))

    async def on_page_tabs_chosen(self, message: PageTabs.Chosen) -> None:
        """Another page."""
        await self._open(message.page)

    async def on_input_changed(self, event: Input.Changed) -> None:
        """Search on every page, with every character."""
        if event.value.strip():
            for page in PAGES:
                await self._make(page)
        self._sift()

    def on_input_submitted(self) -> None:
        """From the search to what was found."""
        self.focus_next(CONTROLS)

    def on_setting_row_answered(self, message: SettingRow.Answered) -> None:
        """Judge the answer at once, in its place."""
        draft = self._draft
        draft.texts[message.name] = message.text
        match message.name:
            case "profile":
                draft.wear(message.text)
                for row in self.query(SettingRow):
                    row.put(draft.texts[row.setting])
            case "theme":
                self.post_message(self.ThemeTried(message.text))
            case "input":
                self._trial.hear(message.text)
            case _:
                pass
        self._judge()

    def on_keys_page_chosen(self, message: KeysPage.Chosen) -> None:
        """Other keys, to be saved with the rest."""
        self._draft.keys, self._draft.keys_refused = message.keymap, message.refused
        self._judge()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Hear the microphone while it is being chosen, and no longer."""
        self._try(event.widget)

    def on_setting_row_looked(self, message: SettingRow.Looked) -> None:
        """Hear each microphone of the open list as it is looked at."""
        if message.name == "input":
            self.query_one("#input", SettingRow).take(self._draft.judge("input"))
            self._trial.hear(message.text)

    def on_trial_meter_failed(self, message: TrialMeter.Failed) -> None:
        """Why the microphone cannot be heard, below it, and the key that tries again."""
        row, key = self.query_one("#input", SettingRow), self._draft.old_keys.name("list_devices")
        row.note, row.warned = f"{message.words} {key} tries again.", True

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save or cancel with the mouse, or with enter."""
        if event.button.id == "save":
            await self.action_save()
        else:
            self.dismiss(None)

    async def action_save(self) -> None:
        """Leave with what was chosen; go to the first that is refused, if one is."""
        draft = self._draft
        # From the controls themselves: their messages may still be on the way.
        draft.texts |= {row.setting: row.text for row in self.query(SettingRow)}
        if refused := draft.refused:
            await self._open(meaning_of(refused[0]).group)
            self.query_one(f"#{refused[0]}").query(CONTROLS).first().focus()
        elif draft.keys_refused:
            await self._open("keys")
            self.query_one(f"#key-{draft.keys_refused[0]}").focus()
        else:
            if draft.keys != draft.old_keys:
                self.post_message(self.KeysChosen(draft.keys))
            self.dismiss(draft.settings if draft.settings != draft.old else None)

    def action_leave(self) -> None:
        """Leave the search first, then without a change."""
        if self.field.has_class("-open"):
            self._close_search()
            self.focus_next(CONTROLS)
        else:
            self.dismiss(None)

    def action_sift(self) -> None:
        """Go to the search, which is there only while somebody searches."""
        self.field.add_class("-open")
        super().action_sift()

    def action_step(self, steps: int) -> None:
        """Another page."""
        self.query_one(PageTabs).action_step(steps)

    def action_list_devices(self) -> None:
        """Look which sound devices there are now, and hear the microphone anew."""
        self.post_message(self.DevicesWanted())
        for row in self.query("#input").results(SettingRow):
            row.take(self._draft.judge("input"))
        self._trial.rest()
        self._try(self.focused)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _try(self, focused: Widget | None) -> None:
        """Hear the microphone if that is where the keys go."""
        if focused and any(each.id == "input" for each in focused.ancestors_with_self):
            self._trial.hear(self._draft.texts["input"])
        else:
            self._trial.rest()

    def _made(self, page: str) -> KeysPage | SettingsPage:
        if page == "keys":
            return KeysPage(self._draft.keys)
        return SettingsPage(page, self._draft, {"input": self._trial})

    async def _make(self, page: str) -> None:
        """Make a page that was never opened."""
        if not self.query(f"#page-{page}"):
            await self.query_one("#questions").mount(self._made(page))
            self._judge()

    async def _open(self, page: str) -> None:
        self._close_search()
        await self._make(page)
        tabs = self.query_one(PageTabs)
        tabs.page = page
        self._sift()
        self.query_one("#questions").scroll_home(animate=False)
        if not tabs.has_focus:
            self.query_one(f"#page-{page}").query(CONTROLS).first().focus()

    def _close_search(self) -> None:
        self.field.remove_class("-open")
        with self.prevent(Input.Changed):
            self.field.value = ""
        self._sift()

    def _sift(self) -> None:
        """Show the open page, or of every page what is searched for."""
        words, tabs = self.field.value.strip(), self.query_one(PageTabs)
        for page in (*self.query(SettingsPage), *self.query(KeysPage)):
            left = page.show_only(words)
            page.display = bool(left) if words else page.id == f"page-{tabs.page}"

    def _judge(self) -> None:
        """Say of each answer what there is to say, and what saving will do."""
        for name in TITLES:
            for row in self.query(f"#{name}").results(SettingRow):
                row.take(self._draft.judge(name))
        told, effect = self._draft.sum_up(), self.query_one("#effect", Static)
        effect.update(told.note)
        effect.set_class(told.refused, "-refused")

"""The settings screen: every choice explained, refused in place, and honest about its effect."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui_voice.config.settings import Settings, meaning_of
from tui_voice.engine.view import View
from tui_voice.ui.form import (
    TITLES,
    Known,
    answered,
    applies,
    choices,
    consequence,
    refusal,
    text_of,
)
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.setting_row import SettingRow


class SettingsScreen(ModalScreen[Settings | None]):
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
            padding: 0 1;
            background: $surface;
            border: round $border-blurred;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $foreground 60%;
        }
        #questions { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        .group { color: $text-accent; margin: 0 0 1 0; }
        #foot { height: 2; margin: 1 0 0 0; padding: 0 1; }
        #effect { width: 1fr; height: 2; color: $foreground 80%; }
        #effect.-refused { color: $text-error; }
        Button { margin: 0 0 0 2; min-width: 10; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "cancel", "Cancel"),
    ]

    class ThemeTried(Message):
        """The person looks at a theme; it is not chosen yet."""

        def __init__(self, theme: str) -> None:
            super().__init__()
            self.theme = theme

    view: var[View] = var(View)

    def __init__(self, view: View, known: Known, times: Times) -> None:
        super().__init__()
        self.set_reactive(SettingsScreen.view, view)
        self._old = view.settings
        self._known = replace(known, inputs=view.inputs, outputs=view.outputs)
        self._times = times
        self._texts = {name: text_of(self._old, name) for name in TITLES}

    def compose(self) -> ComposeResult:
        """Group by group."""
        with Vertical(id="panel") as panel:
            panel.border_title = " Settings "
            panel.border_subtitle = " tab next · ctrl+s save · esc cancel "
            with VerticalScroll(id="questions", can_focus=False):
                group = ""
                for name, title in TITLES.items():
                    meaning = meaning_of(name)
                    if meaning.group != group:
                        group = meaning.group
                        yield Static(group.capitalize(), classes="group")
                    offered = choices(name, self._texts[name], self._known)
                    yield SettingRow(name, title, meaning.help, self._texts[name], offered)
            with Horizontal(id="foot"):
                yield Static(id="effect")
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Say what is to be said about the settings as they are."""
        for name in TITLES:
            self._judge(name)
        self._sum_up()

    def watch_view(self, view: View) -> None:
        """Devices may have been listed meanwhile."""
        if not self.is_mounted or (view.inputs, view.outputs) == (
            self._known.inputs,
            self._known.outputs,
        ):
            return
        self._known = replace(self._known, inputs=view.inputs, outputs=view.outputs)
        for name in ("input", "output"):
            self._row(name).offer(choices(name, self._texts[name], self._known))

    def on_setting_row_answered(self, message: SettingRow.Answered) -> None:
        """Judge the answer at once, in its place."""
        self._texts[message.name] = message.text
        self._judge(message.name)
        self._sum_up()
        if message.name == "theme":
            self.post_message(self.ThemeTried(message.text))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save or cancel with the mouse, or with enter."""
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_cancel()

    def action_save(self) -> None:
        """Leave with the new settings; go to the first that is refused, if one is."""
        # From the controls themselves: their messages may still be on the way.
        self._texts = {name: self._row(name).text for name in TITLES}
        refused = [name for name in TITLES if refusal(name, self._texts[name])]
        if refused:
            self._row(refused[0]).query("Input").first().focus()
            return
        new = answered(self._old, self._texts)
        self.dismiss(new if new != self._old else None)

    def action_cancel(self) -> None:
        """Leave without a change."""
        self.dismiss(None)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _row(self, name: str) -> SettingRow:
        return self.query_one(f"#{name}", SettingRow)

    def _judge(self, name: str) -> None:
        text, row = self._texts[name], self._row(name)
        refused = refusal(name, text)
        ending = ""
        if name in ("model", "transcription_model"):
            ending = self._known.catalogue.shutdown_warning(text, self._times.today())
        effect = ""
        if text != text_of(self._old, name):
            effect = f"Takes effect {applies(name, spoken=self.view.spoke)}."
        row.refused = bool(refused)
        row.warned = bool(ending)
        row.note = refused or " ".join(part for part in (ending, effect) if part)

    def _sum_up(self) -> None:
        effect = self.query_one("#effect", Static)
        refused = [TITLES[name] for name in TITLES if refusal(name, self._texts[name])]
        effect.set_class(bool(refused), "-refused")
        if refused:
            effect.update(f"{refused[0]} cannot be saved like this.")
            return
        new = answered(self._old, self._texts)
        effect.update(consequence(self._old, new, spoken=self.view.spoke))

"""The profiles: to switch between, to make one of the present settings, to delete."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_voice.config.keys import Keymap
from tui_voice.config.profiles import name_refusal
from tui_voice.config.settings import Settings
from tui_voice.engine.view import View
from tui_voice.ui.bound import bound
from tui_voice.ui.conversing import Viewing
from tui_voice.ui.form import consequence
from tui_voice.ui.inert import inert_line
from tui_voice.ui.widgets.line import Line
from tui_voice.ui.widgets.panel import Panel, hints
from tui_voice.ui.words import shortened


class ProfilesScreen(Viewing, ModalScreen[Settings | None]):
    """Answers with the settings of the profile that was chosen, or None."""

    DEFAULT_CSS = """
    ProfilesScreen {
        align: center middle;
        background: $background 70%;
        #panel {
            width: 100%;
            max-width: 72;
            height: auto;
            max-height: 100%;
        }
        #profiles { height: auto; max-height: 16; background: $surface; border: none; padding: 0; }
        #profiles:focus { border: none; }
        #name { display: none; }
        #name.-open { display: block; }
        #effect { margin: 1 1 0 1; color: $foreground 80%; height: auto; }
        #effect.-refused { color: $text-error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("keep_profile"),
        bound("forget_profile"),
        bound("leave_profiles", "leave"),
        bound("profiles", "dismiss"),
    ]
    AUTO_FOCUS = "#profiles"

    class Kept(Message):
        """The present settings shall be kept as ``profile``."""

        def __init__(self, profile: str) -> None:
            super().__init__()
            self.profile = profile

    class Forgotten(Message):
        """``profile`` shall be deleted."""

        def __init__(self, profile: str) -> None:
            super().__init__()
            self.profile = profile

    view: var[View] = var(View)

    def __init__(self, view: View, profiles: Mapping[str, Settings], keys: Keymap) -> None:
        super().__init__()
        self.set_reactive(ProfilesScreen.view, view)
        self._profiles = dict(profiles)
        self._keys = keys
        self._doomed = ""

    def compose(self) -> ComposeResult:
        """The profiles, a name for a new one, and what switching will do."""
        told = hints(
            self._keys, keep_profile="new", forget_profile="delete", leave_profiles="close"
        )
        with Panel("Profiles", ["enter use", *told]):
            yield OptionList(*self._options(), id="profiles", compact=True, markup=False)
            yield Line("Name of the new profile", id="name")
            yield Static(id="effect", markup=False)

    def on_mount(self) -> None:
        """Begin at the profile in force."""
        names = list(self._profiles)
        present = self.view.settings.profile
        self._list.highlighted = names.index(present) if present in names else 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what switching to it would do."""
        event.stop()
        self._doomed = ""
        self._tell(self._effect(self._name_of(event.option_index)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Use it."""
        event.stop()
        self.dismiss(self._profiles[self._name_of(event.option_index)])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Refuse a name in its place."""
        event.stop()
        refused = name_refusal(event.value.strip()) if event.value else ""
        replaced = event.value.strip() in self._profiles and event.value.strip()
        told = "Replaces what the profile of this name sets." if replaced else ""
        self._tell(refused or told or KEPT, refused=bool(refused))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the present settings under this name."""
        event.stop()
        name = event.value.strip()
        if refused := name_refusal(name):
            self._tell(refused, refused=True)
            return
        self.post_message(self.Kept(name))
        self.dismiss(None)

    def action_keep_profile(self) -> None:
        """Ask for the name."""
        line = self.query_one("#name", Input)
        line.add_class("-open")
        line.focus()
        self._tell(KEPT)

    def action_forget_profile(self) -> None:
        """Delete what is looked at, when asked a second time."""
        index = self._list.highlighted
        name = "" if index is None else self._name_of(index)
        if not name:
            return
        if name != self._doomed:
            self._doomed = name
            key = self._keys.name("forget_profile")
            self._tell(f"Press {key} again to delete the profile {inert_line(name)} for good.")
            return
        self.post_message(self.Forgotten(name))
        del self._profiles[name]
        self._list.clear_options()
        self._list.add_options(self._options())
        self._list.highlighted = 0

    def action_leave(self) -> None:
        """From the name to the profiles, and from there away."""
        line = self.query_one("#name", Input)
        if line.has_class("-open"):
            line.remove_class("-open")
            self._list.focus()
            self._tell(self._effect(self._name_of(self._list.highlighted or 0)))
        else:
            self.dismiss(None)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    @property
    def _list(self) -> OptionList:
        return self.query_one("#profiles", OptionList)

    def _name_of(self, index: int) -> str:
        return list(self._profiles)[index]

    def _effect(self, name: str) -> str:
        if name == self.view.settings.profile:
            return "This one is in force."
        told = consequence(self.view.settings, self._profiles[name], spoken=self.view.spoke)
        return told.replace("Saving", "Switching")

    def _tell(self, words: str, *, refused: bool = False) -> None:
        effect = self.query_one("#effect", Static)
        effect.update(words)
        effect.set_class(refused, "-refused")

    def _options(self) -> list[Option]:
        return [
            Option(
                Text.assemble(
                    (inert_line(name) or "no profile", "bold"), "\n", (_told(settings), "dim")
                )
            )
            for name, settings in self._profiles.items()
        ]


LONGEST = 64
"""Characters of a profile's line."""
KEPT = "Keeps the model, the voice, the instructions and the rest of the conversation page."


def _told(settings: Settings) -> str:
    """What a person knows a profile by."""
    told = (settings.model, settings.voice, settings.turns.value, settings.instructions)
    return shortened(" · ".join(inert_line(each) for each in told if each), LONGEST)

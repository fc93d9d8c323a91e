"""Settings and keys as the person is about to have them. Pure."""

from dataclasses import dataclass, field, replace
from datetime import date

from tui_voice.config.actions import ACTIONS
from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings
from tui_voice.ui.form import (
    TITLES,
    Choice,
    Known,
    answered,
    applies,
    choices,
    consequence,
    refusal,
    text_of,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said to an answer, and how grave it is."""

    note: str = ""
    refused: bool = False
    warned: bool = False


@dataclass(slots=True)
class Draft:
    """What is answered so far; ``spoken`` says that this connection has given an answer."""

    old: Settings
    known: Known
    old_keys: Keymap
    today: date
    spoken: bool
    texts: dict[str, str] = field(init=False)
    keys: Keymap = field(init=False)
    keys_refused: list[str] = field(default_factory=list[str])
    """Actions that cannot have their keys."""

    def __post_init__(self) -> None:
        self.texts = {name: text_of(self.old, name) for name in TITLES}
        self.keys = self.old_keys

    def wear(self, profile: str) -> None:
        """Answer everything as a profile does."""
        settings = self.known.profiles.get(profile, self.old)
        self.texts = {name: text_of(settings, name) for name in TITLES}

    def list_devices(self, inputs: tuple[str, ...] | None, outputs: tuple[str, ...] | None) -> None:
        """These can be chosen now."""
        self.known = replace(self.known, inputs=inputs, outputs=outputs)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """What can be chosen for a setting; empty for free text."""
        return choices(name, self.texts[name], self.known)

    def judge(self, name: str) -> Judgement:
        """What is to be said to the present answer."""
        text = self.texts[name]
        if refused := refusal(name, text):
            return Judgement(refused, refused=True)
        ending = ""
        if name in ("model", "transcription_model"):
            ending = self.known.catalogue.shutdown_warning(text, self.today)
        effect = ""
        if text != text_of(self.old, name):
            effect = f"Takes effect {applies(name, spoken=self.spoken)}."
        note = " ".join(part for part in (ending, effect) if part)
        return Judgement(note, warned=bool(ending))

    @property
    def refused(self) -> list[str]:
        """The settings whose answers cannot be."""
        return [name for name in TITLES if refusal(name, self.texts[name])]

    @property
    def settings(self) -> Settings:
        """What is answered. Raises ``SettingsError`` where something is refused."""
        return answered(self.old, self.texts)

    def sum_up(self) -> Judgement:
        """What saving will do, or why it cannot be."""
        refused = [TITLES[name] for name in self.refused]
        refused += [ACTIONS[name].help for name in self.keys_refused]
        if refused:
            return Judgement(f"{refused[0]} cannot be saved like this.", refused=True)
        told = consequence(self.old, self.settings, spoken=self.spoken)
        if self.keys == self.old_keys:
            return Judgement(told)
        same = self.settings == self.old
        return Judgement("Saving gives you these keys." if same else f"{told} The keys: now.")

"""What lies over the conversation and has a field that sifts what it shows."""

from typing import ClassVar

from textual.binding import Binding
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, TextArea

from tui_voice.ui.bound import bound


def sifting(name: str) -> Binding:
    """The binding of the action that leads to the field.

    Before all others: what is typed in the same breath must find the field focused.
    """
    return bound(name, "sift", priority=True)


class Sifting(ModalScreen[ScreenResultType]):
    """Its field is the ``Input`` with the id ``FIELD``."""

    FIELD: ClassVar[str] = "words"

    @property
    def field(self) -> Input:
        """Where it is typed what is to be seen."""
        return self.query_one(f"#{self.FIELD}", Input)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that leads to the field may be text where text is typed."""
        return action != "sift" or not isinstance(self.focused, Input | TextArea)

    def action_sift(self) -> None:
        """Go to the field, now and not with the next turn of the loop."""
        self.set_focus(self.field)

"""A line of facts that is drawn only when one of them changes."""

from textual.reactive import reactive, var

from tui_voice.engine.view import View
from tui_voice.ui.fields import Field, Part, bar
from tui_voice.ui.widgets.one_line import OneLine


class Bar(OneLine):
    """Stands over the whole width; what it tells is up to its kind."""

    DEFAULT_CSS = """
    Bar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    # ``on_mount`` tells all of it at once: told as each is set, it would be told over and over.
    view: var[View] = var(View, init=False)
    second: var[int] = var(0, init=False)
    """Counts up once a second while time passes that is shown."""
    fields: reactive[tuple[Field, ...]] = reactive(())
    """The facts as they are shown."""

    def facts(self) -> tuple[Field, ...]:
        """What is to be told of the view now."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Tell it from the start."""
        self.fields = self.facts()

    def watch_view(self) -> None:
        """Tell what changed, if anything of it is told here."""
        self.fields = self.facts()

    def watch_second(self) -> None:
        """Time has passed."""
        self.fields = self.facts()

    def parts(self, width: int) -> list[Part]:
        """The fields at both ends."""
        return bar(self.fields, width)

"""A screen that is painted at once: of what Textual's own brings, only what is wanted here."""

from typing import ClassVar

from textual.events import ScreenResume
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tui_voice.ui.widgets.drawing import edge_to_edge


class BareScreen(Screen[None], inherit_css=False):
    """Does not scroll, and stands below no shell's lines."""

    DEFAULT_CSS = """
    BareScreen {
        layout: vertical;
        background: $background;
        & > .screen--selection {
            background: $screen-selection-background;
            color: $screen-selection-foreground;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"screen--selection"}

    def render_lines(self, crop: Region) -> list[Strip]:
        """The ground below all; Textual would draw it anew line by line when the log scrolls."""
        return [edge_to_edge(self, [], self.visual_style.rich_style)] * crop.height

    def on_screen_resume(self, event: ScreenResume) -> None:
        """All is styled as it is mounted: not once more before the first frame."""
        if not self.stack_updates:
            event.refresh_styles = False

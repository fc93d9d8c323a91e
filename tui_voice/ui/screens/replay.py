"""The screen of a replay: that of the conversation, with the replay's own line at the bottom."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.replay_bar import ReplayBar

if TYPE_CHECKING:
    from tui_voice.engine.replay import Progress


class ReplayScreen(TalkScreen):
    """Shows one ``View`` of the past, and where the replay stands."""

    DEFAULT_CSS = """
    ReplayScreen {
        MessageBox, NumbersBar { display: none; }
    }
    """

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield from super().compose()
        yield ReplayBar().data_bind(TalkScreen.keys)

    def show_progress(self, progress: "Progress") -> None:
        """Tell where it stands."""
        for bar in self.query(ReplayBar):  # none before the first frame
            bar.progress = progress

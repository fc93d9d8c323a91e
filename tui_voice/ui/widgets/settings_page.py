"""The settings of one page."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui_voice.config.settings import meaning_of
from tui_voice.ui.draft import Draft
from tui_voice.ui.form import PAGES, TITLES, is_about, on_page
from tui_voice.ui.widgets.setting_row import SettingRow


class SettingsPage(Vertical):
    """Its rows; ``above`` are widgets that stand above the control of a setting."""

    DEFAULT_CSS = """
    SettingsPage {
        height: auto;
        .group { color: $text-accent; margin: 0 0 1 0; display: none; }
    }
    """

    def __init__(self, page: str, draft: Draft, above: Mapping[str, Widget]) -> None:
        super().__init__(id=f"page-{page}")
        self._page = page
        self._draft = draft
        self._above = above

    def compose(self) -> ComposeResult:
        """Row by row."""
        yield Static(PAGES[self._page][0], classes="group", markup=False)
        for name in on_page(self._page):
            text, choices = self._draft.texts[name], self._draft.choices(name)
            above = self._above.get(name)
            yield SettingRow(name, TITLES[name], meaning_of(name).brief, text, choices, above)

    def show_only(self, words: str) -> int:
        """Hide the settings that are not about all these words; answers how many are left."""
        rows = list(self.query(SettingRow))
        for row in rows:
            row.display = is_about(row.setting, words)
        self.query_one(".group").display = bool(words)
        return sum(row.display for row in rows)

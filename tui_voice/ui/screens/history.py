"""The conversations that were kept: to search, read, continue, export and delete."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui_voice.config.keys import Keymap
from tui_voice.conversation.export import to_json, to_markdown, to_text
from tui_voice.conversation.items import Entry, Item
from tui_voice.conversation.subtitles import to_srt
from tui_voice.ui.archive import Archive, Kept
from tui_voice.ui.bound import bound
from tui_voice.ui.inert import inert_line
from tui_voice.ui.screens.sifting import Sifting, sifting
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.line import Line
from tui_voice.ui.widgets.panel import Panel, hints
from tui_voice.ui.words import shortened

WIDTHS = [(0, "-narrow"), (90, "-roomy")]

FORMATS = {"md": to_markdown, "txt": to_text, "srt": to_srt, "json": to_json}
"""What writes a file that ends so."""

EXPORTS = ("export_markdown", "export_text", "export_subtitles", "export_json")


class HistoryScreen(Sifting[str | None]):
    """Answers with the id of the conversation to go on with, or None."""

    DEFAULT_CSS = """
    HistoryScreen {
        background: $background 70%;
        #words { margin: 0 0 1 0; }
        #both { height: 1fr; }
        #kept {
            width: 44;
            height: 1fr;
            background: $surface;
            border: none;
            padding: 0;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        #kept:focus { border: none; }
        ConversationLog { width: 1fr; background: $surface; padding: 0 0 0 1; }
        &.-narrow {
            #both { layout: vertical; }
            #kept { width: 1fr; }
            ConversationLog { width: 1fr; height: 1fr; }
        }
    }
    """
    HORIZONTAL_BREAKPOINTS = WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        sifting("find_conversation"),
        bound("go_on"),
        bound("export_markdown", "export('md')"),
        bound("export_text", "export('txt')"),
        bound("export_subtitles", "export('srt')"),
        bound("export_json", "export('json')"),
        bound("forget"),
        bound("leave_history", "leave"),
        bound("history", "dismiss"),
    ]
    AUTO_FOCUS = "#kept"

    class Exported(Message):
        """The person wants ``text`` in a file that ends with ``suffix``."""

        def __init__(self, text: str, suffix: str) -> None:
            super().__init__()
            self.text = text
            self.suffix = suffix

    def __init__(
        self, archive: Archive, present: Sequence[Entry], times: Times, keys: Keymap
    ) -> None:
        super().__init__()
        self._keys = keys
        self._archive = archive
        self._present = {(each.id, each.at_s) for each in present if isinstance(each, Item)}
        self._times = times
        self._kept: Sequence[Kept] = ()
        self._doomed = ""

    def compose(self) -> ComposeResult:
        """Search above, the list and the words of one beside or below each other."""
        told = hints(
            self._keys,
            go_on="continue",
            forget="delete",
            find_conversation="search",
            leave_history="close",
        )
        told.insert(1, f"{', '.join(map(self._keys.name, EXPORTS))} export")
        with Panel("History", told):
            key = self._keys.name("find_conversation")
            yield Line(f"Search all conversations ({key})", id="words")
            with Horizontal(id="both"):
                yield OptionList(id="kept", compact=True, markup=False)
                yield ConversationLog(self._times)

    def on_mount(self) -> None:
        """Show what there is."""
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search with every character."""
        event.stop()
        self._look(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to what was found."""
        event.stop()
        self.query_one("#kept").focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show its words."""
        event.stop()
        self._doomed = ""
        self.run_worker(partial(self._open, event.option.id or ""), group="open", exclusive=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to its words, to scroll and to copy."""
        event.stop()
        self._log.focus()

    def action_leave(self) -> None:
        """From the search to the list, and from there away."""
        kept = self.query_one("#kept", OptionList)
        if kept.has_focus:
            self.dismiss(None)
        else:
            kept.focus()

    def action_go_on(self) -> None:
        """Answer with the one that is looked at."""
        if self._is_present():
            self.notify("You are in this conversation.", markup=False)
        elif chosen := self._chosen():
            self.dismiss(chosen)

    def action_export(self, suffix: str) -> None:
        """Hand over the words of the one that is looked at."""
        entries = self._log.entries
        if entries:
            self.post_message(self.Exported(FORMATS[suffix](entries), suffix))

    def action_forget(self) -> None:
        """Delete what is looked at, when asked a second time."""
        chosen = self._chosen()
        if self._is_present():
            self.notify("You are in this conversation: it stays.", markup=False)
        elif chosen and chosen == self._doomed:
            self.run_worker(partial(self._forget, chosen), group="look", exclusive=True)
        elif chosen:
            self._doomed = chosen
            self.notify(
                f"Press {self._keys.name('forget')} again to delete this conversation for good.",
                markup=False,
            )

    # ── private ─────────────────────────────────────────────────────────────────────────────

    @property
    def _log(self) -> ConversationLog:
        return self.query_one(ConversationLog)

    def _chosen(self) -> str:
        option = self.query_one("#kept", OptionList).highlighted_option
        return option.id or "" if option else ""

    def _is_present(self) -> bool:
        """Whether what is looked at is the conversation that is going on."""
        items = [each for each in self._log.entries if isinstance(each, Item)]
        return any((each.id, each.at_s) in self._present for each in items)

    def _look(self, words: str) -> None:
        self.run_worker(partial(self._find, words), group="look", exclusive=True)

    async def _find(self, words: str) -> None:
        try:
            self._kept = await self._archive.find(words)
        except OSError as problem:
            self.notify(str(problem), severity="error", markup=False)
            return
        listed = self.query_one("#kept", OptionList)
        listed.clear_options()
        listed.add_options([self._option(each) for each in self._kept])
        listed.highlighted = 0 if self._kept else None
        self._log.entries = self._log.entries if self._kept else ()
        panel = self.query_one(Panel)
        panel.border_title = f" History: {len(self._kept)} found " if words else " History "

    async def _open(self, chosen: str) -> None:
        try:
            self._log.entries = await self._archive.load(chosen)
        except OSError as problem:
            self.notify(str(problem), severity="error", markup=False)

    async def _forget(self, chosen: str) -> None:
        try:
            await self._archive.forget(chosen)
        except OSError as problem:
            self.notify(str(problem), severity="error", markup=False)
        await self._find(self.field.value)

    def _option(self, kept: Kept) -> Option:
        when = f"{self._times.dated(kept.last_s)}  {kept.turns} turn{'s' * (kept.turns != 1)}"
        words = shortened(inert_line(kept.words), 200)
        return Option(Text.assemble((when, "dim"), "\n", words), id=kept.id)

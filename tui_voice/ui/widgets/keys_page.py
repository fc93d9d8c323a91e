"""The page on which keys are pressed to be given to actions."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from tui_voice.config.actions import ACTIONS, Place
from tui_voice.config.keys import Keymap, KeysError, canonical, refusal
from tui_voice.ui.inert import inert_line
from tui_voice.ui.widgets.key_row import KeyRow

INTRODUCTION = "enter another key · + one more · backspace reset"


class KeysPage(Vertical):
    """Every action with its keys; posts ``Chosen`` with every change, refused or not."""

    DEFAULT_CSS = """
    KeysPage {
        height: auto;
        .introduction { color: $foreground 60%; padding: 0 1; margin: 0 0 1 0; }
        .introduction:ansi { text-style: dim; }
        .place { color: $text-accent; margin: 1 0 0 0; }
    }
    """

    class Chosen(Message):
        """These are the keys now; ``refused`` are actions that cannot have them."""

        def __init__(self, keymap: Keymap, refused: list[str]) -> None:
            super().__init__()
            self.keymap = keymap
            self.refused = refused

    class Asked(Message):
        """A key shall be pressed for what ``does`` tells; ``take`` it, or None for no change."""

        def __init__(self, does: str, take: Callable[[str | None], None]) -> None:
            super().__init__()
            self.does = does
            self.take = take

    def __init__(self, keymap: Keymap) -> None:
        super().__init__(id="page-keys")
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Place by place."""
        yield Static(INTRODUCTION, classes="introduction", markup=False)
        for place in Place:
            yield Static(str(place), classes="place", markup=False)
            for name, action in ACTIONS.items():
                if action.place is place:
                    yield KeyRow(name, action.help)

    def on_mount(self) -> None:
        """Show the keys as they are."""
        self._show()

    def on_key_row_wanted(self, message: KeyRow.Wanted) -> None:
        """Ask for the key."""
        message.stop()
        action = message.action
        before = self._keymap.keys(action) if message.more else ()

        def take(key: str | None) -> None:
            if key is not None:
                self._give(action, (*before, key))

        self.post_message(self.Asked(ACTIONS[action].help, take))

    def on_key_row_reset(self, message: KeyRow.Reset) -> None:
        """Give it back its own."""
        message.stop()
        self._give(message.action, tuple(ACTIONS[message.action].keys.split(",")))

    def show_only(self, words: str) -> int:
        """Hide the actions that do not have all these words; answers how many are left."""
        rows = list(self.query(KeyRow))
        for row in rows:
            told = f"{row.does} {row.keys}".lower()
            row.display = all(word in told for word in words.lower().split())
        for heading in self.query(".place, .introduction"):
            heading.display = not words
        return sum(row.display for row in rows)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _give(self, action: str, keys: tuple[str, ...]) -> None:
        try:
            named = dict.fromkeys(canonical(key) for key in keys)
        except KeysError:
            told = f"{inert_line(keys[-1])} is no key that could be told again."
            self.notify(told, severity="warning", markup=False)
            return
        self._keymap = self._keymap.with_keys(action, named)
        refused = self._show()
        self.post_message(self.Chosen(self._keymap, refused))

    def _show(self) -> list[str]:
        refused: list[str] = []
        for name in ACTIONS:
            row = self.query_one(f"#key-{name}", KeyRow)
            row.keys = self._keymap.names(name)
            row.own = name in self._keymap.chosen
            row.refusal = refusal(self._keymap, name)
            if row.refusal:
                refused.append(name)
        return refused

"""One setting: its name, a control for its value, what it means, and what a change does."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Input, Label, OptionList, Select, Static, TextArea

from tui_voice.ui.draft import Judgement
from tui_voice.ui.form import Choice
from tui_voice.ui.inert import inert_line


class SettingRow(Vertical):
    """Posts ``Answered`` with every change; ``note`` and ``refused`` are what is said to it.

    ``above`` stands above the control, where a list that opens does not cover it.
    """

    DEFAULT_CSS = """
    SettingRow {
        height: auto;
        margin: 0 0 1 0;
        .line { height: auto; }
        .title { width: 18; text-style: bold; color: $foreground; }
        SelectOverlay { padding: 0 0 0 1; }
        .stack { height: auto; }
        LevelMeter { padding: 0 1; }
        .help, .note { margin: 0 0 0 18; padding: 0 1; height: auto; }
        .help { color: $foreground 60%; }
        .help:ansi { text-style: dim; }
        .note { color: $text-primary; display: none; }
        Input, TextArea, Select { width: 1fr; }
        Input, TextArea { background: $panel; padding: 0 1; }
        Input.-textual-compact { padding: 0 1; }
        TextArea { height: 3; }
        Input:focus, TextArea:focus { background-tint: $primary 18%; }
        Select > SelectCurrent { background: $panel; padding: 0 1; }
        Select.-textual-compact > SelectCurrent { padding: 0 1; }
        Select:focus > SelectCurrent { background-tint: $primary 18%; }
        &.-focused .title { color: $text-primary; }
        &.-focused .title:ansi { text-style: bold reverse; }
        &.-noted .note { display: block; }
        &.-warned .note { color: $text-warning; display: block; }
        &.-refused .note { color: $text-error; display: block; }
    }
    """

    note: var[str] = var("")
    """What a change does, or why it is refused."""
    warned: var[bool] = var(default=False, toggle_class="-warned")
    refused: var[bool] = var(default=False, toggle_class="-refused")

    class Answered(Message):
        """The setting ``name`` should have the value that ``text`` stands for."""

        def __init__(self, name: str, text: str) -> None:
            super().__init__()
            self.name = name
            self.text = text

    class Looked(Message):
        """In its open list, the setting ``name`` could be what ``text`` stands for."""

        def __init__(self, name: str, text: str) -> None:
            super().__init__()
            self.name = name
            self.text = text

    def __init__(
        self,
        name: str,
        title: str,
        meaning: str,
        text: str,
        choices: tuple[Choice, ...],
        above: Widget | None = None,
    ) -> None:
        super().__init__(id=name)
        self._above = above
        self.setting = name
        self._title = title
        self._meaning = meaning
        self._text = text
        self._choices = choices
        self._control = _control(name, text, choices)

    @property
    def text(self) -> str:
        """What the control holds at this very moment."""
        if isinstance(self._control, TextArea):
            return self._control.text
        return str(self._control.value)

    def compose(self) -> ComposeResult:
        """Title and control; below them what it means."""
        with Horizontal(classes="line"):
            yield Label(self._title, classes="title", markup=False)
            with Vertical(classes="stack"):
                if self._above is not None:
                    yield self._above
                yield self._control
        yield Static(self._meaning, classes="help", markup=False)
        yield Static("", classes="note", markup=False)

    def on_mount(self) -> None:
        """Tell which choice is looked at: the list of a ``Select`` keeps that to itself."""
        for choices in self.query(OptionList):
            self.watch(choices, "highlighted", self._look, init=False)

    def take(self, judgement: Judgement) -> None:
        """Show what is said to the answer."""
        self.refused = judgement.refused
        self.warned = judgement.warned
        self.note = judgement.note

    def put(self, text: str) -> None:
        """Let the control hold this, as if it had been answered."""
        if isinstance(self._control, TextArea):
            self._control.text = text
        else:
            self._control.value = text

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Replace what can be chosen; the chosen value stays."""
        if choices == self._choices or not isinstance(self._control, Select):
            return
        self._choices = choices
        with self.prevent(Select.Changed):
            self._control.set_options(_options(choices))
            self._control.value = self._text

    def watch_note(self, note: str) -> None:
        """Say it below the control."""
        self.set_class(bool(note), "-noted")
        if self.is_mounted:
            self.query_one(".note", Static).update(note)

    def on_descendant_focus(self) -> None:
        """The title shows where the keys go."""
        self._light()

    def on_descendant_blur(self) -> None:
        """They may go to another part of the same row: the two events come in any order."""
        self._light()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Text was typed."""
        event.stop()
        self._answer()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Text was typed."""
        event.stop()
        self._answer()

    def on_select_changed(self, event: Select.Changed) -> None:
        """Something was chosen."""
        event.stop()
        self._answer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next setting."""
        event.stop()
        self.screen.focus_next()

    def _look(self, highlighted: int | None) -> None:
        if highlighted is not None and isinstance(self._control, Select) and self._control.expanded:
            self.post_message(self.Looked(self.setting, self._choices[highlighted][1]))

    def _light(self) -> None:
        self.set_class(self.has_focus_within, "-focused")

    def _answer(self) -> None:
        if self.text != self._text:
            self._text = self.text
            self.post_message(self.Answered(self.setting, self._text))


def _control(name: str, text: str, choices: tuple[Choice, ...]) -> Select[str] | Input | TextArea:
    if choices:
        return Select(_options(choices), value=text, allow_blank=False, compact=True)
    if name == "instructions":
        area = TextArea(text, compact=True, tab_behavior="focus", soft_wrap=True)
        area.cursor_blink = False
        return area
    line = Input(text, compact=True)
    line.cursor_blink = False
    return line


def _options(choices: tuple[Choice, ...]) -> list[tuple[Text, str]]:
    """Labels as plain text: the name of a device may look like markup."""
    return [(Text(inert_line(label)), value) for label, value in choices]

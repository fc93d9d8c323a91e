"""What there is to talk with: found, tried out, and from there to the first spoken turn."""

from asyncio import to_thread
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_voice.config.keys import Keymap
from tui_voice.config.kinds import Echo
from tui_voice.ui.bound import bound
from tui_voice.ui.checkup import Checkup, Found
from tui_voice.ui.hanging import Hung
from tui_voice.ui.inert import inert_line
from tui_voice.ui.naming import keyed
from tui_voice.ui.screens.talk import HEIGHTS
from tui_voice.ui.times import Times
from tui_voice.ui.widgets.hung_lines import HungLines
from tui_voice.ui.widgets.panel import Panel, hints
from tui_voice.ui.widgets.trial_meter import TrialMeter

if TYPE_CHECKING:
    from tui_voice.config.settings import Settings
    from tui_voice.engine.ports import Devices

_MARKS = {True: ("✓ ", "$text-success"), False: ("✗ ", "$text-error"), None: ("· ", "")}
WELCOME = "You talk, a voice model answers. This is what was found:"
LOOKING = "looking…"
TRYING = "Say something: two seconds are recorded and played back."


class CheckScreen(ModalScreen[bool]):
    """Answers whether the person wants to talk now."""

    DEFAULT_CSS = """
    CheckScreen {
        align: center middle;
        background: $background 70%;
        #panel {
            width: 100%;
            max-width: 80;
            height: 100%;
            max-height: 24;
            padding: 1 1 0 1;
        }
        #report { height: 1fr; scrollbar-size-vertical: 1; }
        Static, HungLines { padding: 0 1; }
        #welcome { margin: 0 0 1 0; }
        #trial { margin: 1 1 0 1; }
        #trouble { color: $text-warning; display: none; }
        #trouble.-there { display: block; }
        #next { margin: 1 0; }
        &.-low {
            #panel { padding: 0; }
            #welcome, #next { margin: 0; }
            #trial { margin: 0 1; }
        }
    }
    """
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("talk"),
        bound("try_sound"),
        bound("take_echo"),
        bound("look_again"),
        bound("leave_check", "leave"),
        bound("check", "leave"),
    ]

    class EchoTaken(Message):
        """The person wants ``echo`` to be what was proposed."""

        def __init__(self, echo: str) -> None:
            super().__init__()
            self.echo = echo

    def __init__(
        self,
        checkup: Checkup,
        settings: "Settings",
        devices: "Devices | None",
        times: Times,
        keys: Keymap,
        *,
        first: bool,
    ) -> None:
        super().__init__()
        self._checkup = checkup
        self._settings = settings
        self._keys = keys
        self._first = first
        self._found: list[Found] = []
        self._now = ""
        self._trial = TrialMeter(times, devices)

    def compose(self) -> ComposeResult:
        """A word of welcome, what was found, the microphone, and what to do next."""
        told = hints(
            self._keys,
            talk="talk",
            try_sound="try the sound",
            look_again="look again",
            leave_check="close",
        )
        title = "Welcome" if self._first else "Check"
        with Panel(title, told):
            with VerticalScroll(id="report"):
                if self._first:
                    yield Static(WELCOME, id="welcome", markup=False)
                yield HungLines(id="found")
            yield self._trial
            yield Static(id="trouble", markup=False)
            yield Static(self._next(), id="next", markup=False)

    def on_mount(self) -> None:
        """Look at once, and hear the microphone."""
        self._trial.hear(self._settings.input)
        self.action_look_again()

    def on_trial_meter_failed(self, message: TrialMeter.Failed) -> None:
        """Why the microphone cannot be heard."""
        trouble = self.query_one("#trouble", Static)
        trouble.update(keyed(message.words, self._keys))
        trouble.add_class("-there")

    def action_look_again(self) -> None:
        """Look anew at all there is."""
        self._found = []
        self._report(self._checkup.look, LOOKING)

    def action_try_sound(self) -> None:
        """Record, play back, look for the echo."""
        self._found = [each for each in self._found if each.topic not in TRIED]
        self._report(self._checkup.try_sound, TRYING)

    def action_take_echo(self) -> None:
        """Take what was proposed, if anything was."""
        proposal = self._proposal()
        if proposal:
            self.post_message(self.EchoTaken(proposal))
            self.notify(f"echo is {proposal} now.", markup=False)

    def action_talk(self) -> None:
        """Go to the conversation and begin to speak."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Go to the conversation."""
        self.dismiss(False)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    def _report(self, steps: Callable[[str, str], Iterator[Found]], now: str) -> None:
        found = steps(self._settings.input, self._settings.output)
        self.run_worker(self._follow(found, now), group="report", exclusive=True)

    async def _follow(self, steps: Iterator[Found], now: str) -> None:
        """Show each finding as it comes."""
        self._show(now)
        while (found := await to_thread(next, steps, None)) is not None:
            self._found.append(found)
            self._show(now)
        self._show("")
        self.query_one("#next", Static).update(self._next())

    def _show(self, now: str) -> None:
        rows = [self._row(each) for each in self._found]
        if now:
            rows.append((Content("  "), Content.styled(now, "$foreground 60%")))
        self.query_one("#found", HungLines).rows = tuple(rows)

    def _row(self, found: Found) -> Hung:
        says = keyed(inert_line(found.says), self._keys)
        words = Content.assemble((f"{found.topic}: ", "bold"), says)
        return Content.assemble(_MARKS[found.ok]), words

    def _next(self) -> Content:
        key = "bold $text-primary"
        name = self._keys.name
        parts: list[str | tuple[str, str]] = ["Press ", (name("talk"), key), " and speak; "]
        if any(each.topic == "microphone" and each.ok is False for each in self._found):
            parts = ["Without a microphone: ", (name("leave_check"), key), ", then "]
            parts += [(name("type"), key), " and type; "]
        if proposal := self._proposal():
            parts += [(name("take_echo"), key), f" sets echo = {proposal}; "]
        parts += [(name("try_sound"), key), " tries the sound first."]
        return Content.assemble(*parts)

    def _proposal(self) -> str:
        """What ``echo`` should be; headphones are no setting."""
        return next((each.echo for each in reversed(self._found) if each.echo in set(Echo)), "")


TRIED = ("recording", "playing", "echo")
"""Topics of a trial: another one takes their place."""

"""The screen of the conversation: the log, the meters, the message box, the bars."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import DescendantBlur, DescendantFocus
from textual.geometry import Size
from textual.layout import WidgetPlacement
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input

from tui_voice.config.keys import Keymap
from tui_voice.engine.view import Activity, LinkPhase, View
from tui_voice.ui.bound import bound
from tui_voice.ui.conversing import Viewing
from tui_voice.ui.deeds import Deed
from tui_voice.ui.gauge import MeterState
from tui_voice.ui.screens.bare import BareScreen
from tui_voice.ui.times import Times
from tui_voice.ui.welcome import hint_of
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.level_meter import LevelMeter
from tui_voice.ui.widgets.message_box import MessageBox
from tui_voice.ui.widgets.moment import Moment, beside
from tui_voice.ui.widgets.numbers_bar import STOPPABLE, NumbersBar
from tui_voice.ui.widgets.session_bar import SessionBar

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui_voice.engine.view import LinkView
    from tui_voice.ui.widgets.banner import Banner
    from tui_voice.ui.widgets.search_box import SearchBox

HEIGHTS = [(0, "-low"), (16, "-high")]
"""From how many lines on the screen has which class."""


class TalkScreen(Viewing, BareScreen):
    """Shows one ``View``; what the person does leaves it as ``Acted``."""

    DEFAULT_CSS = """
    TalkScreen {
        MessageBox { max-width: 106; }
        &.-low {
            ConversationLog { padding: 0 0 0 1; }
            Moment { margin: 0; }
        }
        #out { height: 0; }
    }
    """
    AUTO_FOCUS = "ConversationLog"
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("talk", "record"),
        bound("talk_anywhere", "record"),
        bound("cancel"),
        bound("mute"),
        bound("silence", "app.silence"),
        # Before all others: what is typed in the same breath must find the box focused.
        bound("type", priority=True),
        bound("search", priority=True),
        bound("next", "app.focus_next"),
        bound("reconnect"),
        bound("copy_answer", "copy('ANSWER')"),
        bound("copy_turn", "copy('TURN')"),
        bound("copy_all", "copy('ALL')"),
    ]

    class Acted(Message):
        """The person did something at ``at`` that the conversation must know."""

        def __init__(self, deed: Deed, at: float, text: str = "") -> None:
            super().__init__()
            self.deed = deed
            self.at = at
            self.text = text

    class Copied(Message):
        """The person wants ``text`` in the clipboard."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    view: var[View] = var(View)
    still: var[View] = var(View)
    """The view without what moves many times a second, words and levels: no bar tells them."""
    keys: var[Keymap] = var(Keymap)
    """The keys in force, for the hints."""
    second: var[int] = var(0)
    clock_runs: var[bool] = var(default=False)
    """Whether time passes that is shown; where none does, nothing is drawn."""

    def __init__(self, view: View, times: Times, keys: Keymap, size: Size) -> None:
        # The class of its height from the start: Textual would bring it only after the first
        # frame, and work out all styles again.
        super().__init__(classes=max(each for each in HEIGHTS if each[0] <= size.height)[1])
        self.set_reactive(TalkScreen.view, view)
        self.set_reactive(TalkScreen.still, view.still)
        self.set_reactive(TalkScreen.keys, keys)
        self._times = times
        self._clock: Timer | None = None
        # Made when they are first needed: the first frame has neither.
        self._search: SearchBox | None = None
        self._banner: Banner | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield SessionBar(self._times).data_bind(TalkScreen.second, view=TalkScreen.still)
        yield ConversationLog(self._times)
        yield Moment(self._times).data_bind(TalkScreen.second, view=TalkScreen.still)
        yield LevelMeter("out", self._times, id="out")
        yield MessageBox()
        yield NumbersBar().data_bind(TalkScreen.keys, view=TalkScreen.still)

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """What is not as wide as the screen stands in its middle; the speaker's level has no line
        of its own, but stands in the line of the moment.
        """
        room = self.size.width
        placed: list[WidgetPlacement] = []
        for place in placements:
            region = place.region.translate(((room - place.region.width) // 2, 0))
            if place.widget.id == "out":
                region = beside(placed[-1].region)
            placed.append(place._replace(region=region))
        return placed

    def on_mount(self) -> None:
        """Start the clock of the bars, which stands still while no time is shown."""
        self._clock = self.set_interval(1.0, self._tick, pause=True)
        self.watch_view(self.view)
        self.watch_keys(self.keys)

    def watch_view(self, view: View) -> None:
        """Hand on what moves."""
        self.still = view.still
        if self._clock is None:
            return
        self.query_one(ConversationLog).entries = view.entries
        self.query_one(Moment).level = view.microphone
        self.query_one("#out", LevelMeter).level = view.speaker

    def watch_still(self, view: View) -> None:
        """Hand every widget its slice of the rest."""
        if self._clock is None:
            return
        self.query_one(ConversationLog).hint = hint_of(view, self.keys)
        silent = view.settings.speaker_muted
        self.query_one("#out", LevelMeter).state = MeterState.MUTED if silent else MeterState.OPEN
        self._explain(view.link)
        self.clock_runs = view.link.since is not None or view.activity is not Activity.IDLE

    def watch_keys(self, keys: Keymap) -> None:
        """Other keys, other hints."""
        if self._clock is None:
            return
        self.query_one(MessageBox).placeholder = f"Type a message ({keys.name('type')})"
        self.query_one(ConversationLog).keys = keys
        self.watch_still(self.still)

    def watch_clock_runs(self, runs: bool) -> None:
        """Let the clock of the bars run or stand still."""
        if self._clock is not None:
            (self._clock.resume if runs else self._clock.pause)()

    def on_message_box_sent(self, message: MessageBox.Sent) -> None:
        """A typed turn."""
        self._act(Deed.SAY, message.text)

    def on_conversation_log_followed(self, message: ConversationLog.Followed) -> None:
        """The hints tell how to come back to the newest line."""
        self.query_one(NumbersBar).following = message.follow

    def on_conversation_log_found(self, message: ConversationLog.Found) -> None:
        """The search box tells how many there are."""
        if self._search is not None:
            self._search.count(message.present, message.count)

    def on_search_box_sought(self, message: "SearchBox.Sought") -> None:
        """Show where the words stand."""
        self.query_one(ConversationLog).seek(message.query)

    def on_search_box_stepped(self, message: "SearchBox.Stepped") -> None:
        """Show another place."""
        self.query_one(ConversationLog).seek_on(message.steps)

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        """The hints tell which keys work where the focus is."""
        self._hint()

    def on_descendant_blur(self, _: DescendantBlur) -> None:
        """As above."""
        self._hint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """``r`` makes sense only without a connection; ``i`` and ``/`` may be text."""
        if action in ("type", "search"):
            return not isinstance(self.focused, Input)
        if action == "reconnect":
            return self.view.link.phase in (LinkPhase.WAITING, LinkPhase.DOWN)
        return True

    def action_record(self) -> None:
        """The record key."""
        self._act(Deed.RECORD)

    def action_cancel(self) -> None:
        """Esc: a search is left first; then what is going on comes before the message box."""
        if self._search is not None and self._search.is_open:
            self._search.close()
            self.query_one(ConversationLog).focus()
        elif self._is_typing and self.view.activity not in STOPPABLE:
            self.query_one(ConversationLog).focus()
        else:
            self._act(Deed.CANCEL)

    def action_mute(self) -> None:
        """The mute key."""
        self._act(Deed.MUTE)

    def action_type(self) -> None:
        """Go to the message box."""
        self.set_focus(self.query_one(MessageBox))

    async def action_search(self) -> None:
        """Go to the search box."""
        if self._search is None:
            from tui_voice.ui.widgets.search_box import SearchBox

            self._search = SearchBox()
            await self.mount(self._search, before=self.query_one(MessageBox))
        self._search.open()

    def action_copy(self, what: str) -> None:
        """Copy so much of the conversation."""
        from tui_voice.ui.copying import Amount, copied

        chosen = Amount[what]
        log = self.query_one(ConversationLog)
        text = copied(chosen, log.entries, log.in_sight)
        if text:
            self.post_message(self.Copied(text))
        told = f"Copied {chosen}." if text else "There is nothing to copy yet."
        self.notify(told, timeout=2, markup=False)

    def action_reconnect(self) -> None:
        """Ask for a new connection."""
        self._act(Deed.RECONNECT)

    # ── private ─────────────────────────────────────────────────────────────────────────────

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.focused, MessageBox)

    def _act(self, deed: Deed, text: str = "") -> None:
        self.post_message(self.Acted(deed, self._times.now(), text))

    def _hint(self) -> None:
        numbers = self.query_one(NumbersBar)
        numbers.typing = isinstance(self.focused, Input)
        numbers.searching = numbers.typing and not self._is_typing

    def _tick(self) -> None:
        self.second += 1

    def _explain(self, link: "LinkView") -> None:
        """Say why there is no connection, if there is none."""
        if self._banner is None and not link.message:
            return
        from tui_voice.ui.naming import keyed
        from tui_voice.ui.widgets.banner import Banner

        if self._banner is None:
            self._banner = Banner()
            self.mount(self._banner, after=self.query_one(ConversationLog))
        self._banner.message = keyed(link.message, self.keys)
        self._banner.grave = link.phase is LinkPhase.DOWN

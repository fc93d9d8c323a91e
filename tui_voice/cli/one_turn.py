"""One turn without a screen: drives a house from its connection to the end of the answer."""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from tui_voice.cli.asides import Asides
from tui_voice.conversation.items import Item, ItemStatus, Notice, Role, Severity
from tui_voice.engine.view import Activity, LinkPhase, View

if TYPE_CHECKING:
    from tui_voice.session.events import PersonEvent
    from tui_voice.ui.conversing import Conversing, Start

WORDS_S = 3.0
"""How long a spoken question's words are waited for once it is answered; they may never come."""

Question = Callable[[float], "Sequence[PersonEvent]"]
"""What the person does to ask, at this moment."""


class OneTurn:
    """Asks as soon as it can, gives the answer's words to ``say`` as they come, and leaves.

    It does not try again: a script that asks wants to know. What went wrong is told beside;
    with ``sound_matters`` a speaker that fails is a failure of the turn. ``parts`` is how many
    items a whole answer has at least.
    """

    def __init__(
        self,
        question: Question,
        say: Callable[[str], None],
        asides: Asides,
        *,
        parts: int = 1,
        sound_matters: bool = False,
    ) -> None:
        self._question = question
        self._say = say
        self._asides = asides
        self._parts = parts
        self._sound_matters = sound_matters
        self._conversation: Conversing | None = None
        self._leaving = False
        self._earlier: frozenset[str] = frozenset()
        self._said: dict[str, str] = {}
        self._told = 0
        """Notices that the person has been told."""
        self._told_before = 0
        """Those among them that came before the question."""
        self._giving_up: asyncio.TimerHandle | None = None
        self.view = View()
        """The last there was."""
        self.asked_at: float | None = None
        """When the question was asked, in monotonic seconds."""
        self.first_words_s: float | None = None
        """From then to the first words of the answer."""
        self.failed = True
        """Whether there is no whole answer."""

    async def run(self, start: "Start") -> None:
        """Hold the turn to its end."""
        self._asides.watch(self._progress)
        self._conversation = await start(self._publish)
        if self._leaving:
            self.leave()
        await self._conversation.run()
        self._asides.rest()

    def leave(self) -> None:
        """End it now, if it is not over."""
        from tui_voice.session.events import QuitRequested

        self._leaving = True
        if self._giving_up is not None:
            self._giving_up.cancel()
        if self._conversation is not None:
            self._conversation.post(QuitRequested())

    @property
    def items(self) -> tuple[Item, ...]:
        """What was said in this turn, by both sides."""
        said = (entry for entry in self.view.entries if isinstance(entry, Item))
        return tuple(item for item in said if item.id not in self._earlier)

    @property
    def answers(self) -> tuple[Item, ...]:
        """The items of the answer."""
        return tuple(item for item in self.items if item.role is Role.ASSISTANT)

    def _publish(self, view: View) -> None:
        self.view = view
        self._tell()
        if self._leaving:
            return
        if view.link.phase in (LinkPhase.WAITING, LinkPhase.DOWN) or self._is_silenced():
            self.leave()
        elif self.asked_at is not None:
            self._follow()
        elif view.link.phase is LinkPhase.READY:
            self._ask()

    def _ask(self) -> None:
        self._earlier = frozenset(item.id for item in self.items)
        self._told_before = self._told
        self.asked_at = monotonic()
        for event in self._question(self.asked_at):
            if self._conversation is not None:
                self._conversation.post(event)

    def _follow(self) -> None:
        for item in self.answers:
            self._pass_on(item)
        statuses = {item.status for item in self.answers}
        unseen = not statuses and self._told == self._told_before
        if self.view.activity is not Activity.IDLE or ItemStatus.LIVE in statuses or unseen:
            return
        self.failed = statuses != {ItemStatus.DONE} or len(self.answers) < self._parts
        if self.failed or not any(item.status is ItemStatus.LIVE for item in self.items):
            self.leave()
        elif self._giving_up is None:
            loop = asyncio.get_running_loop()
            self._giving_up = loop.call_later(WORDS_S, self.leave)

    def _pass_on(self, item: Item) -> None:
        """Say what is new of an answer; where the server corrected itself, only what follows."""
        said = self._said.get(item.id, "")
        if item.text == said:
            return
        if self.first_words_s is None and self.asked_at is not None:
            self.first_words_s = monotonic() - self.asked_at
        between = "\n" if item.id not in self._said and self._said else ""
        self._said[item.id] = item.text
        self._say(between + item.text[len(said) :])

    def _is_silenced(self) -> bool:
        notices = (entry for entry in self.view.entries if isinstance(entry, Notice))
        return self._sound_matters and any(each.severity is Severity.ERROR for each in notices)

    def _tell(self) -> None:
        notices = [entry for entry in self.view.entries if isinstance(entry, Notice)]
        for notice in notices[self._told :]:
            self._asides.tell(notice.text)
        self._told = len(notices)

    def _progress(self) -> str:
        if self.asked_at is None:
            return f"{self.view.link.phase.value} …"
        heard_s = sum(item.received_samples for item in self.answers) / 24_000
        waited_s = monotonic() - self.asked_at
        sound = f", {heard_s:.0f} s of sound" if heard_s else ""
        return f"{self.view.activity.value} … {waited_s:.0f} s{sound}"

"""The subject of every fault: the real engine, rules, codec and network, with quick ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.arms import FakeDevices, FakeHistory, FakeSettingsFile
from tests.fakes.bell import Bell
from tests.fakes.living_server import LivingServer
from tests.fakes.swift import CountingMicrophone, SwiftClock
from tests.fakes.wire import Wire
from tui_voice.audio.playback import Playback
from tui_voice.audio.sinks import ClockSink
from tui_voice.cli.recording import recorder_of
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Item, Notice
from tui_voice.engine.conductor import Arms, Conductor
from tui_voice.engine.view import View
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoints
from tui_voice.realtime.link import PATIENCE, Patience
from tui_voice.realtime.local_server import LocalServer
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity, LinkPhase
from tui_voice.session.state import Facts, State

SPEED = 10.0
"""How much faster than real its clock goes."""

KEY = {"OPENAI_API_KEY": "hush-key"}


class House:
    """A person at the running engine: presses keys, speaks, looks at the screen."""

    def __init__(
        self,
        bell: Bell,
        settings: Settings,
        environment: Mapping[str, str] = KEY,
        patience: Patience = PATIENCE,
        speed: float = SPEED,
        record_events: Path | None = None,
    ) -> None:
        self.bell = bell
        bell.story = self._story
        self.clock = SwiftClock(speed)
        self.timeline: list[View | ev.Event] = []
        """What was published and what the network reported, in order."""
        self.view = View()
        self.journal: list[str] = []
        """What stands in the log file from warnings on."""
        inbox = asyncio.Queue[ev.Event]()
        self.microphone = CountingMicrophone(inbox.put_nowait, self.clock.now)
        self.settings_file = FakeSettingsFile()
        self.history = FakeHistory()
        endpoints = Endpoints(Credentials(environment), LocalServer())
        state = State(settings, Facts())
        post, now = inbox.put_nowait, self.clock.now
        arms = Arms(
            microphone=self.microphone,
            speaker=Playback(inbox.put_nowait, self.clock.now, self._open_sink),
            transport=RealtimeTransport(self._report, endpoints, self.clock.now, patience),
            devices=FakeDevices(),
            settings_file=self.settings_file,
            history=self.history,
            clock=self.clock,
            recorder=recorder_of(record_events, state, environment, post, now),
        )
        self._inbox = inbox
        self.conductor = Conductor(state, inbox, arms, self._show)

    # ── the person ──

    def type(self, text: str) -> None:
        self.conductor.post(ev.MessageTyped(text, self.clock.now()))

    def press_record(self) -> None:
        self.conductor.post(ev.RecordToggled(self.clock.now()))

    def press_escape(self) -> None:
        self.conductor.post(ev.CancelPressed(self.clock.now()))

    def reconnect(self) -> None:
        self.conductor.post(ev.ReconnectRequested(self.clock.now()))

    def change(self, settings: Settings) -> None:
        self.conductor.post(ev.SettingsChanged(settings, self.clock.now()))

    # ── the screen ──

    @property
    def phase(self) -> LinkPhase:
        return self.view.link.phase

    @property
    def notices(self) -> list[str]:
        return [entry.text for entry in self.view.entries if isinstance(entry, Notice)]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Who said what, in the order of the screen."""
        items = [entry for entry in self.view.entries if isinstance(entry, Item)]
        return [(item.role.value, item.text) for item in items]

    @property
    def resting(self) -> bool:
        """Connected, and nothing is going on."""
        return self.phase is LinkPhase.READY and self.view.activity is Activity.IDLE

    async def ready(self) -> None:
        await self.bell.until(lambda: self.resting)

    async def recording(self) -> None:
        await self.bell.until(lambda: self.view.activity is Activity.RECORDING)

    def seen_since(self, moment: ev.Event) -> list[View]:
        """What was published after the network had reported this."""
        place = next(at for at, what in enumerate(self.timeline) if what is moment)
        return [what for what in self.timeline[place:] if isinstance(what, View)]

    def losses(self) -> list[ev.ConnectionLost]:
        return [what for what in self.timeline if isinstance(what, ev.ConnectionLost)]

    # ── private ──

    def _report(self, event: ev.Event) -> None:
        self.timeline.append(event)
        self._inbox.put_nowait(event)
        self.bell.ring()

    def _show(self, view: View) -> None:
        self.view = view
        self.timeline.append(view)
        self.bell.ring()

    def _open_sink(self, _choice: str) -> ClockSink:
        return ClockSink(self.clock.now)

    def _story(self) -> str:
        view = self.view
        return f"{view.link}\n{view.activity}\n{self.words}\n{self.notices}"


@dataclass
class Line:
    """A conversation from end to end: the house, the wire, the server."""

    house: House
    wire: Wire
    server: LivingServer

    async def until(self, holds: Callable[[], object]) -> None:
        """Returns as soon as the condition holds."""
        await self.house.bell.until(holds)

    async def converse(self, *questions: str) -> None:
        """Typed questions, each answered and heard to its end."""
        for question in questions:
            so_far = len(self.house.words)
            self.house.type(question)
            await self.until(lambda so_far=so_far: len(self.house.words) == so_far + 2)
            await self.house.ready()


@asynccontextmanager
async def line(
    environment: Mapping[str, str] = KEY,
    patience: Patience = PATIENCE,
    speed: float = SPEED,
    record_events: Path | None = None,
    **settings: Any,
) -> AsyncIterator[Line]:
    """A house that is just connecting, through a wire, to a living server."""
    bell = Bell()
    async with LivingServer(bell) as server, Wire(server.base_url) as wire:
        chosen = Settings(base_url=wire.base_url, **settings)
        house = House(bell, chosen, environment, patience, speed, record_events)
        with writing(house.journal):
            async with at_work(house):
                yield Line(house, wire, server)


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    """The engine runs, until the person leaves."""
    running = asyncio.create_task(house.conductor.run())
    try:
        yield
    finally:
        house.conductor.post(ev.QuitRequested())
        await asyncio.wait_for(running, 10)


@contextmanager
def writing(journal: list[str]) -> Iterator[None]:
    """Write every warning and error of the house's own into the journal."""
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: journal.append(record.getMessage())
    logger = logging.getLogger("tui_voice")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)

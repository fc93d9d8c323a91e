"""The driver: feeds the rules, performs what they want in order, shows the result."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.fakes.arms import (
    Calls,
    FakeClock,
    FakeDevices,
    FakeHistory,
    FakeMicrophone,
    FakeSettingsFile,
    FakeSpeaker,
    FakeTransport,
)
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Notice
from tui_voice.engine.conductor import FRAME_S, METER_S, SLICE_S, Arms, Conductor
from tui_voice.engine.event_log import Direction
from tui_voice.engine.unrecorded import Unrecorded
from tui_voice.engine.view import View
from tui_voice.session import events as ev
from tui_voice.session.effects import ClientEffect
from tui_voice.session.phases import LinkPhase
from tui_voice.session.state import Facts, State


class SlowRecorder(Unrecorded):
    """Takes its time for each event."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.takes_s = 0.0
        self.noted = 0

    def note(self, at: float, direction: Direction, event: ev.Event | ClientEffect) -> None:
        self.noted += 1
        self._clock.pass_time(self.takes_s)


class Engine:
    """A conductor at work among fakes."""

    def __init__(self) -> None:
        self.calls: Calls = []
        self.clock = FakeClock()
        self.settings_file = FakeSettingsFile()
        self.history = FakeHistory()
        self.recorder = SlowRecorder(self.clock)
        self.views: list[View] = []
        self._shown = asyncio.Event()
        arms = Arms(
            FakeMicrophone(self.calls),
            FakeSpeaker(self.calls),
            FakeTransport(self.calls),
            FakeDevices(),
            self.settings_file,
            self.history,
            self.clock,
            self.recorder,
        )
        self.conductor = Conductor(State(Settings(), Facts()), asyncio.Queue(), arms, self._show)

    def _show(self, view: View) -> None:
        self.views.append(view)
        self._shown.set()

    async def happen(self, *events: ev.Event) -> None:
        """Let these happen and be answered."""
        for event in events:
            self.conductor.post(event)
        await self.settle()

    async def settle(self) -> None:
        """Give the loop enough turns for everything that needs no time."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def shows(self, holds: Callable[[View], bool]) -> View:
        """Wait until the screen would show it."""
        async with asyncio.timeout(5):
            while not (self.views and holds(self.views[-1])):
                self._shown.clear()
                self.clock.pass_time(0.1)
                if not (self.views and holds(self.views[-1])):
                    await asyncio.sleep(0)
        return self.views[-1]

    async def connect(self) -> None:
        now = self.clock.now()
        await self.happen(
            ev.ConnectionOpened("server", False, ev.Credential.EPHEMERAL, "", now),
            ev.SessionCreated("s", "m", 0, now),
        )


@asynccontextmanager
async def engine(*early: ev.Event) -> AsyncIterator[Engine]:
    """Runs; ``early`` has happened before."""
    running = Engine()
    for event in early:
        running.conductor.post(event)
    task = asyncio.create_task(running.conductor.run())
    try:
        await running.settle()
        yield running
    finally:
        running.conductor.post(ev.QuitRequested())
        async with asyncio.timeout(5):
            await task


async def test_it_connects_by_itself_and_leaves_the_microphone_closed():
    async with engine() as house:
        assert house.calls == [("transport.connect", "gpt-realtime-2.1-mini")]


async def test_what_was_typed_before_it_ran_has_its_date_all_the_same():
    async with engine(ev.MessageTyped("early bird", 99.0)) as house:
        (turn,) = house.history.kept
        assert (turn.item.text, turn.item.at_s) == ("early bird", house.clock.wall())


async def test_effects_are_performed_in_the_order_of_the_rules_across_all_arms():
    async with engine() as house:
        await house.connect()
        await house.happen(
            ev.MessageTyped("hello", 101.0),
            ev.ResponseCreated("r1", 101.0),
            ev.AnswerAudioDelta("r1", "a1", bytes(960), 101.0),
        )
        house.calls.clear()
        await house.happen(ev.RecordToggled(102.0))
        assert house.calls == [
            ("speaker.stop",),
            ("transport.send", "CancelResponse"),
            ("transport.send", "ClearAudio"),
            ("microphone.start",),
        ]


async def test_a_timer_fires_when_its_time_has_come_and_not_before():
    async with engine() as house:
        await house.happen(ev.ConnectionRefused("Nobody is there.", True, house.clock.now()))
        house.calls.clear()
        house.clock.pass_time(0.1)
        await house.settle()
        assert house.calls == []
        house.clock.pass_time(0.3)
        await house.settle()
        assert house.calls == [("transport.connect", "gpt-realtime-2.1-mini")]


async def test_many_changes_within_a_frame_are_one_picture():
    async with engine() as house:
        await house.connect()
        house.clock.pass_time(1)
        house.views.clear()
        now = house.clock.now()
        deltas = [ev.AnswerTextDelta("r1", "a1", "word ", True, now) for _ in range(200)]
        await house.happen(ev.ResponseCreated("r1", now), *deltas)
        assert house.views == []
        house.clock.pass_time(FRAME_S)
        assert len(house.views) == 1
        assert house.views[0].entries[-1].text == "word " * 200


async def test_whatever_waits_in_the_inbox_others_get_their_turns_on_the_loop():
    async with engine() as house:
        house.recorder.takes_s = SLICE_S / 4
        before = house.recorder.noted
        for _ in range(100):
            house.conductor.post(ev.InputCleared())
        for turn in range(1, 10):
            await asyncio.sleep(0)
            assert house.recorder.noted - before <= 6 * turn
        house.recorder.takes_s = 0
        await house.settle()
        assert house.recorder.noted - before == 100


async def test_what_the_microphone_lost_comes_to_the_screen_with_its_level():
    async with engine() as house:
        await house.happen(ev.MicrophoneLevelMeasured(-10.0, -20.0, overflows=2))
        house.clock.pass_time(METER_S)
        assert house.views[-1].overflows == 2


async def test_levels_are_shown_less_often_than_words():
    async with engine() as house:
        await house.connect()
        house.clock.pass_time(1)
        house.views.clear()
        await house.happen(ev.MicrophoneLevelMeasured(-10.0, -20.0))
        house.clock.pass_time(FRAME_S)
        assert house.views == []
        await house.happen(ev.MuteToggled(house.clock.now()))
        house.clock.pass_time(FRAME_S)
        assert [view.muted for view in house.views] == [True], "a word does not wait for a level"
        house.clock.pass_time(METER_S)
        assert len(house.views) == 1, "nothing new is not shown"


async def test_nothing_is_painted_while_nothing_happens():
    async with engine() as house:
        await house.connect()
        house.clock.pass_time(1)
        house.views.clear()
        house.clock.pass_time(3600)
        assert house.views == []


async def test_devices_are_listed_on_demand():
    async with engine() as house:
        assert not house.views or house.views[-1].inputs is None
        await house.happen(ev.DevicesRequested())
        view = await house.shows(lambda view: view.inputs is not None)
        assert view.inputs == ("Headset",)
        assert view.outputs == ("Headset", "Loudspeaker")


async def test_settings_that_cannot_be_saved_are_in_force_all_the_same_and_it_is_said():
    async with engine() as house:
        house.settings_file.refusal = OSError("the disk is full")
        await house.happen(ev.SettingsChanged(Settings(speed=1.25), house.clock.now()))
        view = await house.shows(lambda view: bool(view.entries))
        assert view.settings.speed == 1.25
        (notice,) = view.entries
        assert isinstance(notice, Notice)
        assert "the disk is full" in notice.text


async def test_settings_are_saved():
    async with engine() as house:
        changed = replace(Settings(), speed=1.25)
        await house.happen(ev.SettingsChanged(changed, house.clock.now()))
        await house.shows(lambda _: bool(house.settings_file.saved))
        assert house.settings_file.saved == [{"speed": 1.25}]


async def test_settings_are_saved_also_by_who_leaves_in_the_same_breath():
    async with engine() as house:
        house.conductor.post(ev.SettingsChanged(Settings(speed=1.25), house.clock.now()))
        house.conductor.post(ev.QuitRequested())
    await asyncio.get_running_loop().shutdown_default_executor()
    assert house.settings_file.saved == [{"speed": 1.25}]


async def test_quitting_closes_every_arm_and_says_so_to_the_screen():
    async with engine() as house:
        await house.connect()
    assert {"microphone.close", "speaker.close", "transport.disconnect"} <= {
        call[0] for call in house.calls
    }
    assert house.history.closed
    assert house.views[-1].leaving is True


async def test_how_much_was_heard_when_the_person_leaves_is_kept():
    async with engine() as house:
        await house.connect()
        now = house.clock.now()
        await house.happen(
            ev.ResponseCreated("r1", now),
            ev.AnswerTextDelta("r1", "a1", "One two", True, now),
            ev.AnswerAudioDelta("r1", "a1", bytes(960), now),
        )
        house.conductor.post(ev.QuitRequested())
        house.conductor.post(ev.PlaybackStopped((("a1", 240),), now))
    assert [turn.item.heard_samples for turn in house.history.kept] == [240]


async def test_what_another_server_asks_is_shown_as_unknown_from_the_start():
    async with engine() as house:
        await house.connect()
        view = await house.shows(lambda view: view.link.phase is LinkPhase.READY)
        assert view.cost_usd is None


async def test_the_state_of_the_connection_is_on_the_picture():
    async with engine() as house:
        await house.happen(ev.ConnectionRefused("The key is wrong.", False, house.clock.now()))
        view = await house.shows(lambda view: view.link.phase is LinkPhase.DOWN)
        assert view.link.message == "The key is wrong."

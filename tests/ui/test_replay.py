"""The screen of a replay: the conversation as it was, where it stands, and its keys."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from tests.fakes.arms import Calls, FakeClock, FakeDevices, FakeSpeaker
from tests.fakes.recording import EVENTS, recording_of
from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings
from tui_voice.engine.replay import Replay
from tui_voice.ui.replay_app import ReplayApp
from tui_voice.ui.widgets.message_box import MessageBox

SETTINGS = Settings()


class Rig:
    def __init__(self, skipped: int, keys: Keymap | None, settings: Settings) -> None:
        self.clock = FakeClock()
        self.calls: Calls = []
        recording = recording_of(*EVENTS, skipped=skipped)
        speaker = FakeSpeaker(self.calls)
        self.replay = Replay(recording, load_catalogue(), self.clock, speaker, FakeDevices())
        self.app = ReplayApp(settings, self.replay, keys)
        self.pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.look()

    async def until(self, text: str) -> None:
        async def turn() -> None:
            while text not in await self.look():
                pass

        await asyncio.wait_for(turn(), 5)

    async def look(self) -> str:
        """The screen as plain lines, once it shows where the replay stands."""
        self.app._look()
        await self.pilot.pause()
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def replaying(
    skipped: int = 0,
    keys: Keymap | None = None,
    settings: Settings = SETTINGS,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Rig]:
    rig = Rig(skipped, keys, settings)
    async with rig.app.run_test(size=size, notifications=True) as pilot:
        rig.pilot = pilot
        await rig.until("0:00")
        yield rig


async def test_the_conversation_is_shown_as_it_comes_and_where_the_replay_stands():
    async with replaying() as rig:
        rig.clock.pass_time(1.2)
        screen = await rig.look()
        assert "Count to four." in screen
        assert "● connected" in screen
        assert "replay  ▶     0:01 of 0:02  ×1" in screen
        assert "space pause  ← → 5 s  + - speed  ctrl+q quit" in screen
        rig.clock.pass_time(10)
        assert "One two three four." in await rig.look()


async def test_nothing_can_be_typed_into_the_past():
    async with replaying() as rig:
        assert "Type a message" not in await rig.look()
        await rig.press("i", "h", "tab")
        assert not isinstance(rig.app.focused, MessageBox)
        await rig.press("f2")
        assert len(rig.app.screen_stack) == 1
        await rig.until("changed any more")


async def test_the_keys_go_through_the_recording():
    async with replaying() as rig:
        await rig.press("right")
        await rig.until("❚❚    0:02 of 0:02")
        await rig.press("shift+left")
        await rig.until("0:00 of 0:02")
        await rig.press("space")
        assert rig.replay.progress.playing is True
        await rig.press("space")
        assert "space go on" in await rig.look()
        await rig.press("plus")
        assert "×2  no sound" in await rig.look()
        await rig.press("minus", "minus")
        assert "×0.5" in await rig.look()


async def test_lines_that_could_not_be_read_are_told():
    async with replaying(skipped=1) as rig:
        assert "1 line not read" in await rig.look()


async def test_leaving_closes_the_speaker():
    async with replaying() as rig:
        await rig.pilot.press("ctrl+q")
        await rig.pilot.pause()
        assert rig.calls[-1] == ("speaker.close",)


async def test_the_help_tells_the_keys_of_a_replay_and_no_others():
    async with replaying() as rig:
        await rig.press("f1")
        await rig.until("Twice as fast")
        screen = await rig.look()
        assert "Pause, or go on" in screen
        assert "30 seconds backwards" in screen
        assert "Talk" not in screen


async def test_the_command_palette_goes_through_the_recording():
    async with replaying() as rig:
        await rig.press("ctrl+p", *"twice", "enter", "enter")
        await rig.until("×2")


async def test_the_keys_that_the_person_chose_go_through_the_recording_and_stand_in_the_hints():
    own = Keymap({"talk": "p", "forwards": "l", "faster": "f8", "quit": "ctrl+x"})
    async with replaying(keys=own) as rig:
        assert "p pause  ← l 5 s  f8 - speed  ctrl+x quit" in await rig.look()
        await rig.press("l", "f8")
        await rig.until("0:02 of 0:02  ×2")
        await rig.press("f1")
        await rig.until("5 seconds forwards")
        screen = await rig.look()
        assert "space" not in screen

"""The app with a fake conversation, in a terminal of a given size."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from tests.fakes.conversation import FakeConversation
from tests.ui.pictures import QUIET, TIMES
from tui_voice.config.keys import Keymap
from tui_voice.engine.view import View
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.archive import Archive
from tui_voice.ui.checkup import Checkup
from tui_voice.ui.preferences import Preferences
from tui_voice.ui.times import Times


@dataclass
class Rig:
    """What a test holds in its hands."""

    app: VoiceApp
    pilot: Pilot[None]
    conversation: FakeConversation

    async def show(self, view: View) -> None:
        self.conversation.show(view)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool]) -> None:
        async def turn() -> None:
            while not condition():
                await self.pilot.pause()

        await asyncio.wait_for(turn(), 5)

    def text(self) -> str:
        """The screen as plain lines."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


def app_of(
    conversation: FakeConversation,
    view: View = QUIET,
    times: Times = TIMES,
    archive: Archive | None = None,
    preferences: Preferences | None = None,
    keys: Keymap | None = None,
    checkup: Checkup | None = None,
    first: bool = False,
) -> VoiceApp:
    return VoiceApp(
        view.settings,
        conversation.start,
        times,
        archive,
        preferences,
        checkup,
        keys,
        first=first,
    )


@asynccontextmanager
async def running(
    view: View = QUIET,
    size: tuple[int, int] = (80, 24),
    times: Times = TIMES,
    archive: Archive | None = None,
    preferences: Preferences | None = None,
    keys: Keymap | None = None,
    checkup: Checkup | None = None,
    first: bool = False,
) -> AsyncIterator[Rig]:
    conversation = FakeConversation(view)
    app = app_of(conversation, view, times, archive, preferences, keys, checkup, first)
    async with app.run_test(size=size) as pilot:
        await asyncio.wait_for(conversation.begun.wait(), 5)
        await pilot.pause()
        yield Rig(app, pilot, conversation)

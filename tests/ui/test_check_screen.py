"""The first start, and the check that can be opened at any time."""

from dataclasses import replace

import pytest

from tests.fakes.checkup import FakeCheckup
from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET
from tui_voice.config.settings import Echo, Settings
from tui_voice.engine.view import Meter
from tui_voice.session.events import RecordToggled, SettingsChanged
from tui_voice.ui.screens.check import CheckScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.trial_meter import TrialMeter


def found(rig: Rig) -> str:
    return " ".join(str(rig.app.screen.query_one("#found").render()).split())


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_the_first_start_leads_to_the_first_spoken_turn(size: tuple[int, int]) -> None:
    preferences, checkup = FakePreferences(), FakeCheckup()
    async with running(size=size, preferences=preferences, checkup=checkup, first=True) as rig:
        await rig.until(lambda: isinstance(rig.app.screen, CheckScreen))
        await rig.until(lambda: "offline server" in found(rig))
        assert preferences.begun
        assert "✓ microphone: Headset opens at 48000 Hz" in found(rig)
        assert "✗ speaker: none found" in found(rig)
        await rig.press("space")
        assert isinstance(rig.app.screen, TalkScreen)
        assert rig.conversation.heard == [RecordToggled(1000.0)]


async def test_another_start_shows_the_conversation_at_once() -> None:
    async with running(preferences=FakePreferences(), checkup=FakeCheckup()) as rig:
        assert isinstance(rig.app.screen, TalkScreen)


async def test_one_key_skips_it() -> None:
    async with running(preferences=FakePreferences(), checkup=FakeCheckup(), first=True) as rig:
        await rig.until(lambda: isinstance(rig.app.screen, CheckScreen))
        await rig.press("escape")
        assert isinstance(rig.app.screen, TalkScreen)
        assert rig.conversation.heard == []


async def test_a_file_that_cannot_be_written_is_no_hindrance() -> None:
    preferences = FakePreferences()
    preferences.trouble = OSError("the disk is full")
    async with running(preferences=preferences, checkup=FakeCheckup(), first=True) as rig:
        await rig.until(lambda: isinstance(rig.app.screen, CheckScreen))


async def test_the_sound_is_tried_and_the_proposal_about_the_echo_is_taken() -> None:
    async with running(size=(100, 30), checkup=FakeCheckup()) as rig:
        await rig.press("f9")
        await rig.until(lambda: "offline server" in found(rig))
        await rig.press("e")
        assert rig.conversation.heard == []
        await rig.press("enter")
        await rig.until(lambda: "e sets echo = half_duplex" in rig.text())
        await rig.press("enter")
        await rig.until(lambda: found(rig).count("recording") == 1)
        await rig.press("e")
        changed = SettingsChanged(replace(QUIET.settings, echo=Echo.HALF_DUPLEX), 1000.0)
        assert rig.conversation.heard == [changed]


async def test_the_microphone_of_the_settings_is_heard_while_it_is_open() -> None:
    settings = Settings(input="Headset", output="none")
    checkup = FakeCheckup()
    async with running(QUIET._replace(settings=settings), checkup=checkup) as rig:
        devices = rig.conversation.devices
        await rig.press("f9")
        await rig.until(lambda: devices.heard == "Headset")
        devices.tell(Meter(-6.0, -12.0))
        assert rig.app.screen.query_one(TrialMeter).level == Meter(-6.0, -12.0)
        assert checkup.looked == [("Headset", "none")]
        await rig.press("f5")
        await rig.until(lambda: len(checkup.looked) == 2)
        await rig.press("escape")
        await rig.until(lambda: devices.heard is None)


async def test_a_microphone_that_cannot_be_heard_says_why() -> None:
    async with running(size=(100, 30), checkup=FakeCheckup()) as rig:
        rig.conversation.devices.trouble = OSError("There is no microphone.")
        await rig.press("f9")
        await rig.until(lambda: "There is no microphone." in rig.text())


async def test_it_is_in_the_command_palette() -> None:
    async with running(checkup=FakeCheckup()) as rig:
        await rig.press("ctrl+p", *"check sound", "enter", "enter")
        await rig.until(lambda: isinstance(rig.app.screen, CheckScreen))

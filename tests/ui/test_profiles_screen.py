"""Switching between profiles, keeping and deleting them."""

from dataclasses import replace

import pytest
from textual.widgets import OptionList, Static

from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET, SPEAKING
from tui_voice.config.settings import Settings
from tui_voice.session.events import SettingsChanged
from tui_voice.ui.screens.profiles import ProfilesScreen
from tui_voice.ui.screens.talk import TalkScreen

TRAVEL = Settings(profile="travel", voice="marin", instructions="Teach me [b]Portuguese[/b].")
WORK = Settings(profile="work", model="gpt-realtime-2")


@pytest.fixture
def preferences() -> FakePreferences:
    return FakePreferences(travel=TRAVEL, work=WORK)


def told(rig: Rig) -> list[str]:
    return [note.message for note in rig.app._notifications]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_a_profile_is_chosen_by_keys(
    preferences: FakePreferences, size: tuple[int, int]
) -> None:
    async with running(size=size, preferences=preferences) as rig:
        await rig.press("f4", "down", "enter")
        assert rig.conversation.heard == [SettingsChanged(TRAVEL, 1000.0)]
        assert isinstance(rig.app.screen, TalkScreen)


async def test_each_says_what_it_is_and_what_switching_takes(preferences: FakePreferences) -> None:
    view = SPEAKING._replace(spoke=True)
    async with running(view, preferences=preferences) as rig:
        await rig.press("f4")
        assert "This one is in force." in rig.text()
        assert "Teach me [b]Portuguese" in rig.text()
        await rig.press("down")
        words = "Switching will make a new connection; the conversation is carried over."
        assert rig.app.screen.query_one("#effect", Static).content == words


async def test_the_profile_in_force_is_looked_at_first(preferences: FakePreferences) -> None:
    async with running(QUIET._replace(settings=WORK), preferences=preferences) as rig:
        await rig.press("f4")
        assert rig.app.screen.query_one(OptionList).highlighted == 2
        await rig.press("enter")
        assert rig.conversation.heard == []


async def test_the_present_settings_are_kept_and_used_as_a_profile(
    preferences: FakePreferences,
) -> None:
    present = Settings(voice="coral")
    async with running(QUIET._replace(settings=present), preferences=preferences) as rig:
        await rig.press("f4", "n", *"-")
        assert "A name has up to 40 letters" in rig.text()
        await rig.press("enter")
        assert isinstance(rig.app.screen, ProfilesScreen)
        await rig.press("backspace", *"at home", "enter")
        await rig.until(lambda: bool(rig.conversation.heard))
        assert preferences.kept["at home"] == replace(present, profile="at home")
        changed = SettingsChanged(replace(present, profile="at home"), 1000.0)
        assert rig.conversation.heard == [changed]
        assert told(rig) == ["Kept as profile at home."]


async def test_a_profile_is_deleted_when_asked_twice(preferences: FakePreferences) -> None:
    async with running(preferences=preferences) as rig:
        await rig.press("f4", "down", "d")
        assert "Press d again" in rig.text()
        await rig.press("down", "up", "d")
        assert "travel" in preferences.kept
        await rig.press("d")
        await rig.until(lambda: "travel" not in preferences.kept)
        await rig.press("up", "d", "d", "escape")
        assert "" in preferences.kept
        assert isinstance(rig.app.screen, TalkScreen)


async def test_what_cannot_be_kept_is_said(preferences: FakePreferences) -> None:
    async with running(preferences=preferences) as rig:
        await rig.press("f4", "n", "x")
        preferences.trouble = OSError("the disk is full")
        await rig.press("enter")
        await rig.until(lambda: told(rig) == ["Not kept: the disk is full"])
        assert rig.conversation.heard == []


async def test_without_a_place_for_profiles_it_is_said() -> None:
    async with running() as rig:
        await rig.press("f4")
        assert told(rig) == ["No profiles are kept here."]

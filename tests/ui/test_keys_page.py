"""Keys that are pressed to be given."""

import pytest

from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tui_voice.config.keys import keymap
from tui_voice.session.events import DevicesRequested, MuteToggled
from tui_voice.ui.screens.key_press import KeyPress
from tui_voice.ui.screens.settings import SettingsScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.key_row import KeyRow


def key_row(rig: Rig, action: str) -> KeyRow:
    return rig.app.screen.query_one(f"#key-{action}", KeyRow)


async def begin(rig: Rig, action: str) -> None:
    await rig.press("f2", "f7")
    await rig.until(lambda: bool(rig.app.screen.query(f"#key-{action}")))
    key_row(rig, action).focus()
    await rig.pilot.pause()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_a_key_is_given_by_pressing_it_and_is_in_force_once_saved(
    size: tuple[int, int],
) -> None:
    preferences = FakePreferences()
    async with running(size=size, preferences=preferences) as rig:
        await begin(rig, "mute")
        await rig.press("enter")
        assert isinstance(rig.app.screen, KeyPress)
        await rig.press("f8")
        assert key_row(rig, "mute").keys == "f8"
        await rig.press("ctrl+s")
        assert isinstance(rig.app.screen, TalkScreen)
        await rig.until(lambda: preferences.keymap == keymap({"mute": "f8"}))
        await rig.press("m", "f8")
        assert rig.conversation.heard == [DevicesRequested(), MuteToggled(1000.0)]
        if size[0] > 40:
            assert "f8 mute" in rig.text()


async def test_a_key_is_added_beside_those_there_are_and_taken_back() -> None:
    async with running(size=(100, 40)) as rig:
        await begin(rig, "mute")
        await rig.press("plus", "question_mark")
        assert "cannot have ?" in key_row(rig, "mute").refusal
        await rig.press("backspace", "insert", "f8")
        assert (key_row(rig, "mute").keys, key_row(rig, "mute").own) == ("m, f8", True)
        await rig.press("backspace")
        assert (key_row(rig, "mute").keys, key_row(rig, "mute").own) == ("m", False)


async def test_a_key_of_another_action_is_refused_in_its_place_and_not_saved() -> None:
    async with running(size=(100, 40), preferences=(kept := FakePreferences())) as rig:
        await begin(rig, "mute")
        await rig.press("enter", "t")
        assert "it is a key of 'copy_turn'" in key_row(rig, "mute").refusal
        assert "Mute the microphone cannot be saved like this." in rig.text()
        await rig.press("f6", "ctrl+s")
        assert isinstance(rig.app.screen, SettingsScreen)
        assert rig.app.focused is key_row(rig, "mute")
        key_row(rig, "copy_turn").focus()
        await rig.press("enter", "m", "ctrl+s")
        await rig.until(lambda: kept.keymap == keymap({"mute": "t", "copy_turn": "m"}))


async def test_a_key_that_quits_or_searches_does_neither_while_it_is_waited_for() -> None:
    async with running(size=(100, 40)) as rig:
        await begin(rig, "mute")
        await rig.press("enter", "ctrl+q")
        assert "it is a key of 'quit'" in key_row(rig, "mute").refusal
        await rig.press("enter", "ctrl+p")
        assert "it is a key of 'palette'" in key_row(rig, "mute").refusal
        assert rig.conversation.heard == [DevicesRequested()]


async def test_escape_leaves_the_key_as_it_is() -> None:
    async with running(size=(100, 40)) as rig:
        await begin(rig, "mute")
        await rig.press("enter", "escape")
        assert key_row(rig, "mute").keys == "m"


async def test_keys_that_cannot_be_saved_are_in_force_and_it_is_said() -> None:
    preferences = FakePreferences()
    async with running(size=(100, 40), preferences=preferences) as rig:
        await begin(rig, "mute")
        await rig.press("enter", "f8")
        preferences.trouble = OSError("the disk is full")
        await rig.press("ctrl+s", "f8")
        assert rig.conversation.heard[-1] == MuteToggled(1000.0)
        assert "the disk is full" in next(iter(rig.app._notifications)).message

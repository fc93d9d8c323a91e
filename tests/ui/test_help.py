from textual.binding import Binding

from tests.ui.app_rig import running
from tui_voice.session.events import MuteToggled
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.keys import commands, key_groups, key_names
from tui_voice.ui.screens.help import HelpScreen
from tui_voice.ui.screens.talk import TalkScreen


async def test_every_key_of_every_place_is_in_the_help() -> None:
    async with running(size=(100, 60)) as rig:
        await rig.press("question_mark")
        assert isinstance(rig.app.screen, HelpScreen)
        for _, bindings in key_groups(VoiceApp.BINDINGS):
            for binding in bindings:
                assert f"{key_names(binding):<18}{binding.description}" in rig.text()
        await rig.press("f1")
        assert isinstance(rig.app.screen, TalkScreen)


def test_every_binding_says_what_it_does() -> None:
    for _, bindings in key_groups(VoiceApp.BINDINGS):
        assert bindings
        assert all(binding.description for binding in bindings)


def test_keys_are_called_as_people_call_them() -> None:
    assert key_names(Binding("f1,question_mark", "help")) == "f1, ?"


async def test_the_command_palette_does_what_the_keys_do() -> None:
    async with running() as rig:
        await rig.press("ctrl+p", *"mute", "enter", "enter")
        await rig.until(lambda: rig.conversation.heard == [MuteToggled(1000.0)])


async def test_every_command_names_an_action_that_exists() -> None:
    async with running() as rig:
        for _, action in commands(VoiceApp.BINDINGS):
            where, _, name = action.partition("(")[0].partition(".")
            target = rig.app if where == "app" else rig.app.screen
            assert hasattr(target, f"action_{name}")

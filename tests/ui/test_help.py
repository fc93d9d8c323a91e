from collections.abc import Sequence

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from tests.fakes.archive import FakeArchive
from tests.fakes.checkup import FakeCheckup
from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import running
from tests.ui.pictures import SPEAKING
from tui_voice.config.actions import ACTIONS, Place
from tui_voice.config.keys import Keymap, keymap
from tui_voice.session.events import MessageTyped, MuteToggled, RecordToggled
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.keys import commands, key_groups
from tui_voice.ui.replay_app import ReplayApp
from tui_voice.ui.screens.check import CheckScreen
from tui_voice.ui.screens.events import EventsScreen
from tui_voice.ui.screens.help import HelpScreen
from tui_voice.ui.screens.history import HistoryScreen
from tui_voice.ui.screens.profiles import ProfilesScreen
from tui_voice.ui.screens.settings import SettingsScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.conversation_log import ConversationLog
from tui_voice.ui.widgets.message_box import MessageBox
from tui_voice.ui.widgets.search_box import SearchInput


async def test_every_key_of_every_place_is_in_the_help() -> None:
    async with running(size=(100, 120)) as rig:
        await rig.press("question_mark")
        assert isinstance(rig.app.screen, HelpScreen)
        for _, keys in rig.app.key_groups():
            for names, does in keys:
                assert f"{names:<12}{does}" in rig.text()
        await rig.press("f1")
        assert isinstance(rig.app.screen, TalkScreen)


def test_every_binding_says_what_it_does() -> None:
    for _, keys in key_groups(Keymap(), Place):
        assert keys
        assert all(does for _, does in keys)


def test_keys_are_called_as_people_call_them() -> None:
    assert Keymap().names("help") == "f1, ?"


def bindings_of(kind: type[DOMNode]) -> list[Binding]:
    return [each for each in kind.BINDINGS if isinstance(each, Binding)]


def test_every_action_is_bound_somewhere_by_its_own_name() -> None:
    places = (VoiceApp, TalkScreen, ConversationLog, MessageBox, SearchInput, SettingsScreen)
    places += (HistoryScreen, EventsScreen, ProfilesScreen, CheckScreen, ReplayApp)
    assert {each.id for place in places for each in bindings_of(place)} >= ACTIONS.keys()


async def test_chosen_keys_do_what_they_are_chosen_for_and_are_told_everywhere() -> None:
    chosen = keymap({"talk": "f8", "mute": "x", "help": "f10", "type": "ctrl+t"})
    async with running(size=(100, 120), keys=chosen) as rig:
        assert "Press f8 to talk" in rig.text()
        assert "Type a message (ctrl+t)" in rig.text()
        assert "f8 talk" in rig.text()
        assert "x mute" in rig.text()
        await rig.press("space", "m", "f1")
        assert rig.conversation.heard == []
        await rig.press("f8", "x")
        assert rig.conversation.heard == [RecordToggled(1000.0), MuteToggled(1000.0)]
        await rig.press("f10")
        assert f"{'x':<12}Mute the microphone" in rig.text()
        await rig.press("f10")
        assert isinstance(rig.app.screen, TalkScreen)


async def test_the_command_palette_does_what_the_keys_do() -> None:
    async with running() as rig:
        await rig.press("ctrl+p", *"mute", "enter", "enter")
        await rig.until(lambda: rig.conversation.heard == [MuteToggled(1000.0)])


async def test_every_command_names_an_action_that_exists() -> None:
    async with running() as rig:
        log = rig.app.screen.query_one(ConversationLog)
        for each in commands((rig.app.screen, log, rig.app), Keymap()):
            where, _, name = each.action.partition("(")[0].rpartition(".")
            target = rig.app if where == "app" else each.node
            assert hasattr(target, f"action_{name}")


async def test_words_that_wrap_stay_out_of_the_column_of_the_keys() -> None:
    async with running(size=(40, 12)) as rig:
        await rig.press("f1")
        space, wrapped = rig.text().splitlines()[2:4]
        assert space.startswith("│ space       Talk; again when you")
        assert wrapped.startswith("│             are done")


@pytest.mark.parametrize(
    ("key", "places"),
    [
        ("end", (Place.CONVERSATION, Place.LOG)),
        ("f2", (Place.SETTINGS,)),
        ("f3", (Place.HISTORY, Place.LOG)),
        ("f4", (Place.PROFILES,)),
        ("f9", (Place.CHECK,)),
        ("f12", (Place.EVENTS, Place.LOG)),
    ],
)
async def test_the_command_palette_offers_every_action_that_there_is_here(
    key: str, places: Sequence[Place]
) -> None:
    async with running(
        archive=FakeArchive(), preferences=FakePreferences(), checkup=FakeCheckup()
    ) as rig:
        await rig.press(key)
        offered = [title for title, *_ in rig.app.get_system_commands(rig.app.screen)]
        here = (*places, Place.EVERYWHERE)
        wanted = {each.help for each in ACTIONS.values() if each.place in here}
        assert wanted - set(offered) == {ACTIONS["palette"].help}
        assert len(offered) == len(set(offered))


async def test_the_command_palette_over_another_screen_does_what_the_keys_do_there() -> None:
    async with running() as rig:
        await rig.press("f12", "ctrl+p", *"hold still", "enter", "enter")
        await rig.until(lambda: "· held" in rig.text())


async def test_the_command_palette_sends_what_stands_in_the_box_it_was_opened_from() -> None:
    async with running() as rig:
        await rig.press("i", *"hello", "ctrl+p", *"send", "enter", "enter")
        await rig.until(lambda: rig.conversation.heard == [MessageTyped("hello", 1000.0)])


async def test_the_command_palette_offers_what_the_keys_of_a_search_do() -> None:
    async with running(SPEAKING) as rig:
        await rig.press("slash", *"the")
        offered = {title for title, *_ in rig.app.get_system_commands(rig.app.screen)}
        assert {ACTIONS["hit_before"].help, ACTIONS["next_hit"].help} <= offered

from textual.events import Key
from textual.widgets import Input, Select, TextArea

from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET, SPEAKING
from tui_voice.config.settings import INSTRUCTIONS, Settings, meaning_of
from tui_voice.session.events import DevicesRequested, SettingsChanged
from tui_voice.ui.screens.settings import SettingsScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.page_tabs import PageTabs
from tui_voice.ui.widgets.setting_row import SettingRow


def row(rig: Rig, name: str) -> SettingRow:
    return rig.app.screen.query_one(f"#{name}", SettingRow)


async def turn_to(rig: Rig, name: str) -> None:
    """Turn to the page of a setting."""
    rig.app.screen.query_one(PageTabs).post_message(PageTabs.Chosen(meaning_of(name).group))
    await rig.until(lambda: bool(rig.app.screen.query(f"#{name}")) and row(rig, name).is_mounted)
    await rig.pilot.pause()


async def choose(rig: Rig, name: str, value: str) -> None:
    await turn_to(rig, name)
    row(rig, name).query_one(Select).value = value
    await rig.pilot.pause()


async def write(rig: Rig, name: str, text: str) -> None:
    row(rig, name).query_one(Input).value = text
    await rig.pilot.pause()


async def test_opening_the_settings_lists_the_devices_anew() -> None:
    async with running() as rig:
        await rig.press("f2")
        assert rig.conversation.heard == [DevicesRequested()]


async def test_saved_settings_reach_the_conversation() -> None:
    async with running() as rig:
        await rig.press("f2")
        await choose(rig, "voice", "marin")
        await write(rig, "speed", "1.2")
        row(rig, "instructions").query_one(TextArea).focus()
        await rig.press("S", "o", "space", "ctrl+s")
        settings = Settings(voice="marin", speed=1.2, instructions=f"So {INSTRUCTIONS}")
        assert rig.conversation.heard[1:] == [SettingsChanged(settings, 1000.0)]
        assert isinstance(rig.app.screen, TalkScreen)


async def test_a_whole_change_can_be_made_with_the_keyboard() -> None:
    async with running() as rig:
        await rig.press("f2", "tab", "enter", "m", "a", "r", "enter")
        await rig.press("ctrl+s")
        assert rig.conversation.heard[1:] == [SettingsChanged(Settings(voice="marin"), 1000.0)]


async def test_the_title_of_one_setting_shows_where_the_keys_go() -> None:
    async with running() as rig:
        await rig.press("f2", "tab", "tab")
        focused = [
            each.id for each in rig.app.screen.query(SettingRow) if each.has_class("-focused")
        ]
        assert focused == ["turns"]


async def test_what_was_typed_just_before_saving_is_saved() -> None:
    async with running() as rig:
        await rig.press("f2")
        row(rig, "speed").query_one(Input).focus()
        await rig.press("end")
        for key, character in ((".", "."), ("2", "2"), ("ctrl+s", None)):
            rig.app.post_message(Key(key, character))
        await rig.until(lambda: len(rig.conversation.heard) == 2)
        assert rig.conversation.heard[1] == SettingsChanged(Settings(speed=1.2), 1000.0)


async def test_escape_changes_nothing() -> None:
    async with running() as rig:
        await rig.press("f2")
        await choose(rig, "voice", "marin")
        await rig.press("escape")
        assert rig.conversation.heard == [DevicesRequested()]


async def test_saving_without_a_change_says_nothing_to_the_conversation() -> None:
    async with running() as rig:
        await rig.press("f2", "ctrl+s")
        assert rig.conversation.heard == [DevicesRequested()]
        assert isinstance(rig.app.screen, TalkScreen)


async def test_a_value_that_cannot_be_is_refused_in_its_place() -> None:
    async with running() as rig:
        await rig.press("f2")
        await write(rig, "speed", "9")
        assert row(rig, "speed").refused
        assert "from 0.25 to 1.5" in row(rig, "speed").note
        await rig.press("ctrl+s")
        assert isinstance(rig.app.screen, SettingsScreen)
        assert rig.app.focused is row(rig, "speed").query_one(Input)
        assert rig.conversation.heard == [DevicesRequested()]


async def test_a_model_about_to_end_names_its_successor() -> None:
    async with running() as rig:
        await rig.press("f2")
        await choose(rig, "model", "gpt-realtime-mini")
        assert row(rig, "model").warned
        assert "20 January 2027" in row(rig, "model").note
        assert "gpt-realtime-2.1-mini" in row(rig, "model").note


async def test_the_voice_needs_a_new_connection_only_once_there_was_an_answer() -> None:
    for spoke, words in ((True, "with a new connection"), (False, "with the next turn")):
        async with running(SPEAKING._replace(spoke=spoke)) as rig:
            await rig.press("f2")
            await choose(rig, "voice", "marin")
            assert words in row(rig, "voice").note


async def test_devices_that_are_listed_later_can_be_chosen() -> None:
    async with running() as rig:
        await rig.press("f2")
        await turn_to(rig, "input")
        await rig.show(QUIET._replace(inputs=("Mic [0]",), outputs=("Headset",)))
        await choose(rig, "input", "Mic [0]")
        await choose(rig, "output", "none")
        await rig.press("ctrl+s")
        changed = SettingsChanged(Settings(input="Mic [0]", output="none"), 1000.0)
        assert rig.conversation.heard[1:] == [changed]


async def test_a_device_chosen_before_stays_chosen_when_it_is_gone() -> None:
    settings = Settings(input="Old Mic")
    async with running(QUIET._replace(settings=settings)) as rig:
        await rig.press("f2")
        await turn_to(rig, "input")
        await rig.show(QUIET._replace(settings=settings, inputs=("Mic",), outputs=()))
        assert row(rig, "input").query_one(Select).value == "Old Mic"


async def test_a_theme_is_seen_at_once_and_goes_with_escape() -> None:
    async with running() as rig:
        await rig.press("f2")
        await choose(rig, "theme", "tui-voice-light")
        assert rig.app.theme == "tui-voice-light"
        await rig.press("escape")
        assert rig.app.theme == "tui-voice-dark"


async def test_a_saved_theme_stays() -> None:
    async with running() as rig:
        await rig.press("f2")
        await choose(rig, "theme", "nord")
        await rig.press("ctrl+s")
        await rig.show(QUIET._replace(settings=Settings(theme="nord")))
        assert rig.app.theme == "nord"


async def test_the_keys_of_the_conversation_rest_while_the_settings_are_open() -> None:
    async with running() as rig:
        await rig.press("f2")
        row(rig, "speed").query_one(Input).focus()
        await rig.press("ctrl+r", "space", "m")
        assert rig.conversation.heard == [DevicesRequested()]

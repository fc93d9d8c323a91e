"""Pages, search, profiles and the trial meter of the settings screen."""

from dataclasses import replace

import pytest
from textual.widgets import Input

from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import QUIET
from tests.ui.test_settings_screen import choose, row, turn_to
from tui_voice.config.keys import Keymap
from tui_voice.config.settings import MEANINGS, Settings, Turns
from tui_voice.engine.view import Meter
from tui_voice.session.events import DevicesRequested, SettingsChanged
from tui_voice.ui.form import TITLES
from tui_voice.ui.screens.settings import SettingsScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.page_tabs import PageTabs
from tui_voice.ui.widgets.setting_row import SettingRow
from tui_voice.ui.widgets.trial_meter import TrialMeter


def page(rig: Rig) -> str:
    return rig.app.screen.query_one(PageTabs).page


def shown(rig: Rig) -> list[str]:
    rows = rig.app.screen.query(SettingRow)
    return [each.setting for each in rows if all(up.display for up in each.ancestors_with_self)]


def test_every_setting_there_is_is_asked_for() -> None:
    assert set(TITLES) == set(MEANINGS)


async def test_a_key_turns_the_pages_and_comes_round_to_the_first() -> None:
    async with running() as rig:
        await rig.press("f2")
        seen: list[str] = []
        for _ in range(5):
            seen.append(page(rig))
            await rig.press("f6")
        assert seen == ["conversation", "sound", "connection", "screen", "keys"]
        await rig.press("f7")
        assert page(rig) == "keys"


async def test_a_page_is_opened_by_a_click_on_its_name() -> None:
    async with running() as rig:
        await rig.press("f2")
        await rig.pilot.click(PageTabs, offset=(17, 0))
        await rig.until(lambda: page(rig) == "sound")
        assert shown(rig)[0] == "input"


async def test_a_search_finds_settings_on_every_page_by_their_meaning() -> None:
    async with running(size=(100, 50)) as rig:
        await rig.press("f2", "slash", *"language")
        await rig.until(lambda: "llm" in shown(rig))
        assert shown(rig) == ["transcription_language", "offline", "llm"]
        await rig.press("escape")
        assert shown(rig)[0] == "model"
        assert isinstance(rig.app.screen, SettingsScreen)
        await rig.press("escape")
        assert isinstance(rig.app.screen, TalkScreen)


async def test_enter_goes_from_the_search_to_what_was_found() -> None:
    async with running(size=(100, 50)) as rig:
        await rig.press("f2", "slash", *"volume", "enter")
        assert rig.app.focused is row(rig, "volume").query_one(Input)


async def test_a_search_also_finds_keys() -> None:
    async with running(size=(100, 50)) as rig:
        await rig.press("f2", "slash", *"subtitles")
        await rig.until(lambda: "Export as subtitles (SRT)" in rig.text())


async def test_what_is_refused_on_another_page_is_shown_when_saving() -> None:
    async with running() as rig:
        await rig.press("f2")
        await turn_to(rig, "volume")
        row(rig, "volume").query_one(Input).value = "200"
        await turn_to(rig, "theme")
        assert "Volume cannot be saved like this." in rig.text()
        await rig.press("ctrl+s")
        assert page(rig) == "sound"
        assert rig.app.focused is row(rig, "volume").query_one(Input)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_a_setting_of_a_later_page_is_changed_with_keys_alone(size: tuple[int, int]) -> None:
    async with running(size=size) as rig:
        await rig.press("f2", "slash", *"bell", "enter", "enter", "up", "enter", "ctrl+s")
        assert rig.conversation.heard[1:] == [SettingsChanged(Settings(bell=True), 1000.0)]


async def test_a_profile_answers_everything_and_says_what_it_takes() -> None:
    travel = Settings(profile="travel", voice="marin", turns=Turns.SERVER_VAD)
    async with running(preferences=FakePreferences(travel=travel)) as rig:
        await rig.press("f2")
        await choose(rig, "profile", "travel")
        await rig.until(lambda: row(rig, "voice").text == "marin")
        assert "with the next turn" in row(rig, "voice").note
        await rig.press("ctrl+s")
        assert rig.conversation.heard[1:] == [SettingsChanged(travel, 1000.0)]


async def test_profiles_that_cannot_be_read_are_said_and_the_rest_works() -> None:
    preferences = FakePreferences()
    preferences.trouble = OSError("config.toml, line 3: no.")
    async with running(preferences=preferences) as rig:
        await rig.press("f2")
        assert "line 3" in next(note.message for note in rig.app._notifications)
        assert isinstance(rig.app.screen, SettingsScreen)


async def test_the_devices_are_listed_anew_by_a_key() -> None:
    async with running() as rig:
        await rig.press("f2", "f5")
        assert rig.conversation.heard == [DevicesRequested(), DevicesRequested()]


async def test_the_microphone_that_is_being_chosen_is_heard_and_only_then() -> None:
    async with running(size=(100, 40)) as rig:
        devices = rig.conversation.devices
        await rig.press("f2")
        assert devices.heard is None
        await turn_to(rig, "input")
        await rig.until(lambda: devices.heard == "")
        devices.tell(Meter(-6.0, -12.0))
        await rig.until(lambda: rig.app.screen.query_one(TrialMeter).level.peak_db == -6.0)
        await choose(rig, "input", "none")
        await rig.until(lambda: devices.heard == "none")
        await rig.press("tab")
        await rig.until(lambda: devices.heard is None)
        assert devices.opened == ["", "none"]


async def test_a_microphone_is_heard_as_soon_as_it_is_looked_at_in_the_open_list() -> None:
    view = QUIET._replace(inputs=("Headset", "Desk"), outputs=())
    async with running(view, size=(80, 24)) as rig:
        devices = rig.conversation.devices
        await rig.press("f2", "f6")
        await rig.until(lambda: devices.heard == "")
        await rig.press("enter", "down")
        await rig.until(lambda: devices.heard == "Headset")
        await rig.press("down")
        await rig.until(lambda: devices.heard == "Desk")
        devices.tell(Meter(-6.0, -12.0))
        await rig.until(lambda: "-6" in rig.text())
        await rig.press("escape")
        await rig.until(lambda: devices.heard == "")
        assert devices.opened == ["", "Headset", "Desk", ""]


async def test_the_trial_ends_with_the_screen() -> None:
    async with running(size=(100, 40)) as rig:
        await rig.press("f2", "f6")
        await rig.until(lambda: rig.conversation.devices.heard == "")
        await rig.press("escape")
        await rig.until(lambda: rig.conversation.devices.heard is None)


async def test_a_microphone_that_does_not_open_says_why_and_which_key_tries_again() -> None:
    async with running(size=(100, 40), keys=Keymap({"list_devices": "f8"})) as rig:
        devices = rig.conversation.devices
        devices.trouble = OSError("There is no microphone.")
        await rig.press("f2", "f6")
        await rig.until(lambda: "There is no microphone. f8 tries again." in rig.text())
        devices.trouble = None
        await rig.press("f8")
        await rig.until(lambda: devices.heard == "")
        assert "There is no microphone." not in rig.text()


async def test_the_speaker_is_muted_by_a_key() -> None:
    async with running() as rig:
        await rig.press("s")
        muted = replace(QUIET.settings, speaker_muted=True)
        assert rig.conversation.heard == [SettingsChanged(muted, 1000.0)]
        await rig.show(QUIET._replace(settings=muted))
        assert "muted" in rig.text()
        await rig.press("s")
        assert rig.conversation.heard[1:] == [SettingsChanged(QUIET.settings, 1000.0)]


def test_every_setting_is_explained_in_one_line_of_eighty_columns() -> None:
    assert {name: each.brief for name, each in MEANINGS.items() if len(each.brief) > 53} == {}

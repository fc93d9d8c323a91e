import pytest

from tests.fakes.conversation import FakeConversation
from tests.ui.app_rig import app_of, running
from tests.ui.pictures import RECORDING
from tui_voice.config.settings import Settings
from tui_voice.engine.view import View
from tui_voice.ui.themes import themes_first_ours


async def test_every_theme_can_be_worn() -> None:
    async with running(RECORDING) as rig:
        for name in rig.app.available_themes:
            rig.app.theme = name
            await rig.pilot.pause()
            assert "● recording" in rig.text()


def test_our_themes_are_offered_first() -> None:
    offered = themes_first_ours(["nord", "tui-voice-light", "atom", "tui-voice-dark"])
    assert offered == ("tui-voice-dark", "tui-voice-light", "atom", "nord")


@pytest.mark.parametrize(("wished", "worn"), [("nord", "nord"), ("no-such", "tui-voice-dark")])
async def test_the_app_starts_in_the_theme_of_the_settings(wished: str, worn: str) -> None:
    app = app_of(FakeConversation(), View(settings=Settings(theme=wished)))
    async with app.run_test():
        assert app.theme == worn


async def test_a_theme_that_does_not_exist_is_named() -> None:
    app = app_of(FakeConversation(), View(settings=Settings(theme="no-such")))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert [note.message for note in app._notifications] == [
            "No theme is called no-such: f2 shows which there are."
        ]


async def test_without_colour_the_focused_setting_and_key_are_reversed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running() as rig:
        await rig.press("f2")
        await rig.until(lambda: bool(rig.app.screen.query("SettingRow.-focused")))
        for number, title in enumerate(rig.app.screen.query("SettingRow .title")):
            assert bool(title.rich_style.reverse) is (number == 0)
        await rig.press("f7")
        await rig.until(lambda: bool(rig.app.screen.query("KeyRow:focus")))
        assert rig.app.screen.query("KeyRow:focus").first().rich_style.reverse

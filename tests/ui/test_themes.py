import pytest
from textual.widgets import OptionList

from tests.fakes.conversation import FakeConversation
from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, app_of, running
from tests.ui.pictures import RECORDING, REFUSED, SPEAKING
from tui_voice.config.settings import Settings
from tui_voice.engine.view import View
from tui_voice.ui.themes import themes_first_ours, with_true_greys
from tui_voice.ui.widgets.banner import Banner
from tui_voice.ui.widgets.conversation_log import ConversationLog


async def test_every_theme_can_be_worn() -> None:
    async with running(RECORDING) as rig:
        for name in rig.app.available_themes:
            rig.app.theme = name
            await rig.pilot.pause()
            assert "● recording" in rig.text()


async def test_another_theme_colours_all_lines_anew_and_the_first_one_brings_them_back() -> None:
    async with running(SPEAKING, (100, 24)) as rig:
        before = rig.app.screen._compositor.render_strips()
        rig.app.theme = "tui-voice-light"
        await rig.pilot.pause()
        light = rig.app.screen._compositor.render_strips()
        for old, new in zip(before, light, strict=True):
            grounds = [{s.style.bgcolor for s in strip if s.style} for strip in (old, new)]
            assert not grounds[0] & grounds[1], old.text
        rig.app.theme = "tui-voice-dark"
        await rig.pilot.pause()
        assert rig.app.screen._compositor.render_strips() == before


def test_our_themes_are_offered_first() -> None:
    offered = themes_first_ours(["nord", "tui-voice-light", "atom", "tui-voice-dark"])
    assert offered[:2] == ("tui-voice-dark", "tui-voice-light")
    assert all(name.startswith("tui-voice-") for name in offered[:-2])
    assert offered[-2:] == ("atom", "nord")


@pytest.mark.parametrize(("wished", "worn"), [("nord", "nord"), ("no-such", "tui-voice-dark")])
async def test_the_app_starts_in_the_theme_of_the_settings(wished: str, worn: str) -> None:
    app = app_of(FakeConversation(), View(settings=Settings(theme=wished)))
    async with app.run_test():
        assert app.theme == worn


@pytest.fixture
def sixteen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with a palette and no other colours."""
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "linux")


@pytest.mark.usefixtures("sixteen")
@pytest.mark.parametrize(
    ("wished", "worn"),
    [
        ("tui-voice-dark", "tui-voice-ansi-dark"),
        ("tui-voice-light", "tui-voice-ansi-light"),
        ("nord", "tui-voice-ansi-dark"),
        ("ansi-light", "ansi-light"),
    ],
)
async def test_a_terminal_of_sixteen_colours_wears_its_own_palette(wished: str, worn: str) -> None:
    view = SPEAKING._replace(settings=Settings(theme=wished))
    async with running(view) as rig:
        assert rig.app.theme == worn
        colours = {
            colour
            for strip in rig.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
        }
        assert [each for each in colours if each and not each.is_system_defined] == []
        assert len(colours) > 4


@pytest.mark.usefixtures("sixteen")
async def test_another_theme_stays_within_sixteen_colours() -> None:
    async with running(SPEAKING) as rig:
        await rig.show(SPEAKING._replace(settings=Settings(theme="tui-voice-light")))
        assert rig.app.theme == "tui-voice-ansi-light"


@pytest.mark.parametrize("colours", ["1", None], ids=["no colour", "sixteen"])
async def test_without_shades_what_was_not_heard_is_dim_and_what_stands_out_is_reversed(
    monkeypatch: pytest.MonkeyPatch, colours: str | None
) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "linux")
    if colours:
        monkeypatch.setenv("NO_COLOR", colours)
    async with running(REFUSED) as rig:
        await rig.until(lambda: bool(rig.app.screen.query(Banner)))
        style = rig.app.screen.query_one(ConversationLog)._style
        assert style("unheard").dim
        assert not style("words").dim
        assert style("found").reverse
        assert style("present").reverse
        assert rig.app.screen.query_one(Banner).rich_style.reverse


async def test_in_all_colours_nothing_is_dim_or_reversed() -> None:
    async with running(SPEAKING) as rig:
        style = rig.app.screen.query_one(ConversationLog)._style
        assert [
            part for part in ("unheard", "found") if style(part).dim or style(part).reverse
        ] == []


async def test_the_highlighted_of_a_list_and_of_the_palette_is_told_without_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(preferences=FakePreferences(travel=Settings(profile="travel"))) as rig:
        for keys in (("f4",), ("escape", "ctrl+p", "m", "u")):
            await rig.press(*keys)
            await rig.until(lambda: bool(_underlined(rig)))


def _underlined(rig: Rig) -> list[str]:
    """The words of lists on the screen that are underlined, without letters that were searched."""
    return [
        segment.text
        for options in rig.app.screen.query(OptionList)
        for strip in options.render_lines(options.region.reset_offset)
        for segment in strip
        if segment.style and segment.style.underline and len(segment.text) > 8
    ]


def test_in_256_colours_a_bluish_grey_becomes_a_grey_and_a_colour_stays_one() -> None:
    shown = with_true_greys({"panel": "#202632", "primary": "#8ab4ff", "mine": "#202632 30%"})
    assert shown == {"panel": "#262626", "primary": "#8ab4ff", "mine": "#262626 30%"}


async def test_the_colours_of_256_are_asked_for_only_where_there_are_so_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running() as rig:
        assert rig.app.get_css_variables()["panel"] == "#202632"
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm-256color")
    async with running() as rig:
        assert rig.app.get_css_variables()["panel"] == "#262626"


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

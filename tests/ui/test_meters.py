from itertools import count
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.ui.app_rig import running
from tests.ui.pictures import QUIET, RECORDING, SPEAKING, TIMES
from tui_voice.engine.view import Meter
from tui_voice.ui.peak_hold import CLIP_HOLD_S, FLOOR_DB, HOLD_S, Needles
from tui_voice.ui.themes import styles
from tui_voice.ui.widgets.bar import Bar
from tui_voice.ui.widgets.level_meter import LevelMeter
from tui_voice.ui.widgets.moment import Moment

SILENCE = Meter()


def test_the_needles_rise_at_once() -> None:
    needles = Needles().moved(Meter(-6.0, -12.0), 1.0)
    assert (needles.bar_db, needles.peak_db) == (-12.0, -6.0)


def test_a_peak_is_held_and_then_falls() -> None:
    needles = Needles().moved(Meter(-6.0, -12.0), 1.0)
    held = needles.moved(SILENCE, 1.0 + HOLD_S - 0.1)
    assert held.peak_db == -6.0
    assert held.bar_db < -12.0
    assert held.moved(SILENCE, 1.0 + HOLD_S + 0.1).peak_db < -6.0


def test_a_clipped_sample_is_marked_for_a_while() -> None:
    needles = Needles().moved(Meter(0.0, -3.0), 1.0)
    assert needles.clipped_until
    assert not needles.moved(SILENCE, 1.0 + CLIP_HOLD_S).clipped_until


def test_everything_comes_to_rest() -> None:
    needles = Needles().moved(Meter(0.0, 0.0), 1.0)
    for tenth in range(1, 100):
        needles = needles.moved(SILENCE, 1.0 + tenth / 10)
    assert needles.at_rest


@given(st.lists(st.tuples(st.floats(-96, 0), st.floats(-96, 0), st.floats(0, 1))))
def test_the_needles_stay_on_the_scale_and_the_peak_above_the_bar(
    levels: list[tuple[float, float, float]],
) -> None:
    needles, now = Needles(), 0.0
    for one, two, later in levels:
        now += later
        needles = needles.moved(Meter(max(one, two), min(one, two)), now)
        assert FLOOR_DB <= needles.bar_db <= needles.peak_db <= 0


async def test_the_microphone_shows_its_level_while_it_is_open() -> None:
    async with running(RECORDING) as rig:
        assert "█" in rig.text()
        assert "-4" in rig.text()


async def test_a_closed_and_a_muted_microphone_say_so() -> None:
    async with running(size=(64, 24)) as rig:
        assert "mic closed" in rig.text()
    async with running() as rig:
        assert "mic  closed" in rig.text()
        await rig.show(QUIET._replace(muted=True))
        assert "mic  muted" in rig.text()


@pytest.mark.parametrize(("size", "mark"), [((80, 24), "clip"), ((40, 12), "!")])
async def test_a_clipped_microphone_is_marked(size: tuple[int, int], mark: str) -> None:
    async with running(RECORDING, size) as rig:
        assert mark not in rig.text()
    async with running(RECORDING._replace(microphone=Meter(0.0, -3.0)), size) as rig:
        assert mark in rig.text()


class Noting(Moment):
    """Notes what is drawn anew."""

    drawn: tuple[Region, ...] = ()

    def refresh(self, *regions: Region, **how: bool) -> Self:
        self.drawn += regions
        return super().refresh(*regions, **how)


class Alone(App[None]):
    def get_css_variables(self) -> dict[str, str]:
        colours = super().get_css_variables()
        return colours | styles(colours, ansi=False)

    def compose(self) -> ComposeResult:
        yield Noting(TIMES)


async def test_a_level_draws_its_own_meter_and_nothing_beside_it() -> None:
    async with Alone().run_test(size=(100, 5)) as pilot:
        moment = pilot.app.query_one(Noting)
        moment.drawn = ()
        moment.level = Meter(-9.0, -12.0)
        assert [(region.x, region.right) for region in moment.drawn] == [(29, 62)]
        moment.drawn = ()
        moment.second += 1
        assert moment.drawn == ()


async def test_a_meter_that_is_told_of_silence_falls_until_it_is_empty() -> None:
    seconds = count()
    async with running(SPEAKING, (100, 24), TIMES._replace(now=lambda: next(seconds))) as rig:
        speaker = rig.app.screen.query_one("#out", LevelMeter)
        row, begin = speaker.region.y, speaker.region.x
        assert "█" in rig.text().splitlines()[row][begin:]
        await rig.show(SPEAKING._replace(speaker=Meter()))
        await rig.until(lambda: rig.text().splitlines()[row][begin:] == "out")


async def test_what_has_not_changed_is_not_drawn_again_when_a_level_moves() -> None:
    async with running(RECORDING) as rig:
        bars = list(rig.app.screen.query(Bar))
        before = [bar.render_lines(bar.size.region)[0] for bar in bars]
        await rig.show(RECORDING._replace(microphone=Meter(-30.0, -40.0)))
        after = [bar.render_lines(bar.size.region)[0] for bar in bars]
        assert all(one is other for one, other in zip(before, after, strict=True))
        await rig.show(RECORDING._replace(tokens=RECORDING.tokens + 1))
        assert [bar.render_lines(bar.size.region)[0] for bar in bars] != before


async def test_a_level_concerns_the_meter_and_no_bar() -> None:
    async with running(RECORDING) as rig:
        moment = rig.app.screen.query_one(Moment)
        bars = [*rig.app.screen.query(Bar), moment]
        before = [bar.view for bar in bars]
        await rig.show(RECORDING._replace(microphone=Meter(-30.0, -40.0)))
        assert moment.level == Meter(-30.0, -40.0)
        assert all(bar.view is view for bar, view in zip(bars, before, strict=True))


async def test_the_level_of_the_speaker_is_written_without_what_stands_left_of_it() -> None:
    async with running(SPEAKING, (100, 24)) as rig:
        speaker = rig.app.screen.query_one("#out", LevelMeter)
        moment = rig.app.screen.query_one(Moment)
        assert speaker.region.y == moment.region.y
        assert speaker.region.x > moment.region.x + 29
        own = rig.text().splitlines()[moment.region.y][speaker.region.x :]
        assert own.startswith("out █")


@pytest.mark.parametrize(("width", "shown"), [(40, False), (63, False), (64, True), (200, True)])
async def test_a_narrow_line_has_room_for_the_microphone_only(width: int, shown: bool) -> None:
    async with running(SPEAKING, (width, 24)) as rig:
        assert bool(rig.app.screen.query_one("#out", LevelMeter).region) is shown
        assert ("out" in rig.text()) is shown

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from tests.ui.app_rig import running
from tests.ui.pictures import DOWN, OFFLINE, ONLINE, QUIET, RECORDING, REFUSED, SPEAKING, TIMES
from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings, Turns
from tui_voice.engine.view import Activity, LinkPhase, LinkView, View
from tui_voice.ui.fields import GAP, Field, fit
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.words import cost, duration

fields = st.lists(
    st.builds(
        Field,
        forms=st.lists(st.text("x", min_size=1, max_size=9), min_size=1, max_size=3)
        .map(lambda forms: tuple(sorted(forms, key=len, reverse=True)))
        .flatmap(lambda forms: st.sampled_from([forms, (*forms, "")])),
        rank=st.integers(0, 9),
    ),
    max_size=6,
)


@given(fields, st.integers(0, 60))
def test_fields_give_way_until_they_fit_or_none_is_able(given: list[Field], room: int) -> None:
    kept = fit(given, room)
    width = sum(len(field.text) for field in kept) + GAP * max(0, len(kept) - 1)
    assert width <= room or not any(field.rank and len(field.forms) > 1 for field in kept)


def test_the_highest_rank_gives_way_first() -> None:
    kept = fit([Field(("long one", "one"), rank=1), Field(("gone", ""), rank=2)], 8)
    assert [field.text for field in kept] == ["long one"]


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:00"), (67.9, "1:07"), (3723, "1:02:03"), (-1, "0:00")]
)
def test_a_duration_is_written_like_a_clock(seconds: float, written: str) -> None:
    assert duration(seconds) == written


@pytest.mark.parametrize(
    ("view", "written"),
    [
        (View(cost_usd=0.01234), "$0.0123"),
        (View(cost_usd=None), "–"),
        (View(cost_usd=None, link=OFFLINE), "free"),
    ],
)
def test_the_cost_is_written_as_it_is_known(view: View, written: str) -> None:
    assert cost(view) == written


async def test_the_bars_tell_all_that_is_essential_at_80_columns() -> None:
    async with running(SPEAKING) as rig:
        for fact in (
            "gpt-realtime-2.1-mini  cedar  key sent as bearer token",
            "● connected    11:32",
            "♪ speaking",
            "0:04",
            "0.55 s      3,482 tokens  $0.0187",
            "esc stop",
        ):
            assert fact in rig.text()


async def test_the_offline_server_is_never_taken_for_a_model() -> None:
    async with running(RECORDING) as rig:
        assert "offline server · no language model" in rig.text()
        assert "gpt-realtime" not in rig.text()
        assert "free" in rig.text()
        assert "2 gaps" in rig.text()


async def test_sound_that_the_microphone_lost_is_counted_beside_the_gaps() -> None:
    async with running(SPEAKING._replace(overflows=4), size=(120, 24)) as rig:
        assert "mic lost 4" in rig.text()
        await rig.show(SPEAKING)
        assert "lost" not in rig.text()


async def test_a_name_of_any_length_leaves_room_for_the_connection() -> None:
    settings = Settings(model="m" * 200, voice="v" * 200)
    async with running(SPEAKING._replace(settings=settings)) as rig:
        assert rig.text().splitlines()[0].endswith("●    11:32")


async def test_a_lost_connection_says_why_and_what_to_do() -> None:
    async with running(REFUSED) as rig:
        assert "○ not connected" in rig.text()
        assert "Check OPENAI_API_KEY, then reconnect (r)." in rig.text()
        assert "r reconnect" in rig.text()


async def test_the_message_of_a_lost_connection_goes_when_it_is_back() -> None:
    async with running(REFUSED) as rig:
        await rig.show(QUIET)
        assert "then reconnect" not in rig.text()


@pytest.mark.parametrize("size", [(40, 12), (52, 16), (80, 24), (120, 40), (200, 60)])
async def test_link_activity_and_cost_are_there_at_every_size(size: tuple[int, int]) -> None:
    async with running(SPEAKING, size) as rig:
        for activity in Activity:
            await rig.show(SPEAKING._replace(activity=activity, muted=True))
            assert "●" in rig.text().splitlines()[0]
            assert "muted" in rig.text()
            assert "$0.0187" in rig.text()


async def test_fields_stay_in_their_place_while_their_numbers_change() -> None:
    async with running(SPEAKING._replace(tokens=7)) as rig:
        before = [line.find("$") for line in rig.text().splitlines()]
        await rig.show(SPEAKING._replace(tokens=1_234_567, latencies_s=(12.34,), cost_usd=1.5))
        assert [line.find("$") for line in rig.text().splitlines()] == before


@pytest.mark.parametrize("turns", [Turns.MANUAL, Turns.SERVER_VAD])
@pytest.mark.parametrize("width", [80, 100, 104, 112, 200])
async def test_the_numbers_stay_in_their_place_whatever_keys_can_do_now(
    width: int, turns: Turns
) -> None:
    spoken = SPEAKING._replace(latencies_s=(0.4, 0.5), settings=Settings(turns=turns))
    async with running(spoken, (width, 24)) as rig:
        places: set[int] = set()
        for activity in Activity:
            for muted in (False, True):
                for microphone_open in (False, True):
                    await rig.show(
                        spoken._replace(
                            activity=activity, muted=muted, microphone_open=microphone_open
                        )
                    )
                    *_, numbers = rig.text().splitlines()
                    places.add(numbers.index("0.50 s"))
        assert len(places) == 1


async def test_the_hints_tell_what_the_record_key_does_now() -> None:
    hands_free = Settings(turns=Turns.SERVER_VAD)
    async with running() as rig:
        for view, hint in (
            (QUIET, "space talk"),
            (RECORDING, "space send  esc discard"),
            (QUIET._replace(settings=hands_free), "space listen"),
            (QUIET._replace(settings=hands_free, microphone_open=True), "space stop listening"),
        ):
            await rig.show(view)
            assert hint in rig.text()


async def test_time_goes_on_only_while_there_is_time_to_show() -> None:
    async with running() as rig:
        screen = rig.app.screen
        for link, activity, runs in (
            (ONLINE, Activity.IDLE, True),
            (DOWN, Activity.IDLE, False),
            (LinkView(LinkPhase.CONNECTING), Activity.RECORDING, True),
        ):
            await rig.show(View(link=link, activity=activity))
            assert screen.clock_runs is runs


@pytest.mark.parametrize("size", [(40, 12), (80, 12), (40, 24), (120, 40)])
async def test_the_first_frame_is_drawn_as_its_size_wants_it(size: tuple[int, int]) -> None:
    first = TalkScreen(QUIET, TIMES, Keymap(), Size(*size)).classes
    async with running(size=size) as rig:
        assert rig.app.screen.classes == first

from dataclasses import replace

import pytest

from tests.ui.app_rig import running
from tests.ui.pictures import QUIET
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import Activity, View
from tui_voice.ui.bells import AnswerBell

OLD = Item("a0", Role.ASSISTANT, "Earlier.", ItemStatus.DONE)
LIVE = Item("a1", Role.ASSISTANT, "So it", ItemStatus.LIVE)
DONE = replace(LIVE, text="So it is.", status=ItemStatus.DONE)
CUT = replace(LIVE, status=ItemStatus.CUT)


def moments(*told: tuple[Activity, tuple[Item, ...]]) -> list[View]:
    return [QUIET._replace(activity=activity, entries=items) for activity, items in told]


GIVEN = moments(
    (Activity.IDLE, (OLD,)),
    (Activity.THINKING, (OLD,)),
    (Activity.SPEAKING, (OLD, LIVE)),
    (Activity.SPEAKING, (OLD, DONE)),
    (Activity.IDLE, (OLD, DONE)),
    (Activity.IDLE, (OLD, DONE)),
)


@pytest.mark.parametrize(
    ("views", "rung"),
    [
        (GIVEN, [False] * 4 + [True, False]),
        (moments((Activity.THINKING, ()), (Activity.LISTENING, (DONE,))), [False, True]),
        (moments((Activity.SPEAKING, (LIVE,)), (Activity.RECORDING, (CUT,))), [False, False]),
        (moments((Activity.SPEAKING, (LIVE,)), (Activity.IDLE, (CUT,))), [False, False]),
        (GIVEN[:2] + GIVEN[:1], [False] * 3),
        (moments((Activity.IDLE, ()), (Activity.IDLE, (OLD,))), [False, False]),
    ],
    ids=["spoken", "written", "spoken over", "stopped", "cancelled before it came", "continued"],
)
def test_the_bell_rings_once_for_an_answer_given_to_its_end(
    views: list[View], rung: list[bool]
) -> None:
    bell = AnswerBell()
    assert [bell.rings(view) for view in views] == rung


@pytest.mark.parametrize(("wanted", "rung"), [(True, 1), (False, 0)])
async def test_the_terminal_hears_it_only_where_it_is_wanted(wanted: bool, rung: int) -> None:
    async with running() as rig:
        driver = rig.app._driver
        assert driver is not None
        written: list[str] = []
        driver.write = written.append
        for view in GIVEN:
            await rig.show(view._replace(settings=Settings(bell=wanted)))
        assert written.count("\a") == rung

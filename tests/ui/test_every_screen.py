"""Every screen in both of our themes at four sizes; each pair has an app that shows them all.

``pytest tests/ui --snapshot-update`` takes the pictures anew.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input, OptionList, Static

from tests.fakes.archive import FakeArchive
from tests.fakes.checkup import LOOKED, FakeCheckup
from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import NOON, QUIET, SPEAKING, TALK
from tests.ui.test_history_screen import LISBON, SUMS
from tests.ui.test_replay import replaying
from tui_voice.config.settings import Turns
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.ui.screens.check import LOOKING, CheckScreen
from tui_voice.ui.screens.palette import Palette

PACKING = """Here is **what to pack** for *November*:

- a light rain jacket, because showers come off the Atlantic and leave as quickly
- `shoes` with grip
1. walk to [Belém](https://example.com/belem) first

```
tram = 28
```"""
MARKED = Item("m", Role.ASSISTANT, PACKING, ItemStatus.DONE, at_s=NOON, latency_s=0.5)
VIEW = SPEAKING._replace(entries=(*TALK[1:3], MARKED))
SCREENS = {
    "talk": ((), ()),
    "search": (("slash", *"the"), ("escape",)),
    "settings": (("f2",), ("escape",)),
    "sound": (("f2", "f6"), ("escape",)),
    "found": (("f2", "slash", *"language"), ("escape", "escape")),
    "key-page": (("f2", "f7"), ("escape",)),
    "key-press": (("f2", "f7", "enter"), ("escape", "escape")),
    "profiles": (("f4", "down"), ("escape",)),
    "check": (("f9",), ("escape",)),
    "keys": (("f1",), ("escape",)),
    "history": (("f3",), ("escape",)),
    "events": (("f12",), ("escape",)),
    "palette": (("ctrl+p",), ("escape",)),
    "palette-found": (("ctrl+p", *"mute"), ("escape",)),
}
"""What leads to each screen, and back."""


def happen(rig: Rig) -> None:
    """Some events of the wire."""
    log = rig.conversation.event_log
    log.received(ev.SessionCreated("sess", "some-model", 0, 1.0), 1_904, 1.0)
    log.sent(do.AppendAudio(bytes(9600)), 12_860, 1.2)
    log.sent(do.CreateResponse(), 99, 2.5)
    log.received(ev.AnswerTextDelta("r1", "a1", "Expect mild", True, 3.0), 187, 3.0)


def is_at_rest(rig: Rig) -> bool:
    """Whether a check, if one is on the screen, has told all it found, and a palette all it has."""
    if isinstance(rig.app.screen, Palette):
        words = rig.app.screen.query_one(Input).value
        offered = rig.app.get_system_commands(rig.app.screen_stack[0])
        wanted = [
            each for each in offered if words in each.title.lower() and (words or each.discover)
        ]
        return rig.app.screen.query_one(OptionList).option_count == len(wanted)
    told = rig.app.screen.query("#found").results(Static)
    return all(
        LOOKED[-1].says in str(each.content) and LOOKING not in str(each.content) for each in told
    )


themes = pytest.mark.parametrize("theme", ["dark", "light"])
sizes = pytest.mark.parametrize(
    "size", [(40, 12), (80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}"
)


@sizes
@themes
async def test_every_screen_looks_like_this(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    pictures = snapshot.use_extension(SVGImageExtension)
    archive = FakeArchive(lisbon=LISBON, sums=SUMS)
    preferences = FakePreferences(
        travel=replace(VIEW.settings, profile="travel", voice="marin", turns=Turns.SERVER_VAD)
    )
    async with running(
        VIEW, size, archive=archive, preferences=preferences, checkup=FakeCheckup()
    ) as rig:
        happen(rig)
        settings = replace(VIEW.settings, theme=f"tui-voice-{theme}")
        await rig.show(VIEW._replace(settings=settings))
        for screen, (there, back) in SCREENS.items():
            await rig.press(*there)
            await rig.until(lambda: is_at_rest(rig))
            for _ in range(6):  # a message may bring forth another
                await rig.pilot.pause()
            assert rig.app.export_screenshot() == pictures(name=screen)
            await rig.press(*back)


@pytest.fixture
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A replay tells the time of day where the person is."""
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@sizes
@themes
@pytest.mark.usefixtures("in_utc")
async def test_the_first_start_and_a_replay_look_like_this(
    snapshot: SnapshotAssertion, size: tuple[int, int], theme: str
) -> None:
    pictures = snapshot.use_extension(SVGImageExtension)
    settings = replace(VIEW.settings, theme=f"tui-voice-{theme}")
    view = QUIET._replace(settings=settings)
    async with running(view, size, first=True, checkup=FakeCheckup()) as rig:
        await rig.until(lambda: isinstance(rig.app.screen, CheckScreen) and is_at_rest(rig))
        for _ in range(6):
            await rig.pilot.pause()
        assert rig.app.export_screenshot() == pictures(name="first")
    async with replaying(settings=settings, size=size) as replay:
        await replay.press("right")
        await replay.until("0:02")
        assert replay.app.export_screenshot() == pictures(name="replay")

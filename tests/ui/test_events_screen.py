from pathlib import Path

import pytest

from tests.ui.app_rig import Rig, running
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.ui.screens.events import EventsScreen
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.event_list import EventList


def happen(rig: Rig, count: int = 1) -> None:
    log = rig.conversation.event_log
    for number in range(count):
        log.sent(do.AppendAudio(bytes(9600)), 12_860, 10.0 + number)
        delta = ev.AnswerTextDelta("r1", "a1", f"[b]word{number}\x1b", True, 0.0)
        log.received(delta, 154, 10.5 + number)


async def test_events_are_told_with_time_direction_size_and_words() -> None:
    async with running(size=(120, 24)) as rig:
        happen(rig)
        await rig.press("f12")
        assert "0.000 s →    13 kB  input_audio_buffer.append        pcm=9600 bytes" in rig.text()
        assert "0.500 s ←    154 B" in rig.text()
        assert "delta=[b]word0␛" in rig.text()
        assert "Events: 2 of 2" in rig.text()


async def test_new_events_come_in_sight_while_it_is_open() -> None:
    async with running(size=(120, 24)) as rig:
        await rig.press("f12")
        happen(rig, 40)
        await rig.until(lambda: "word39" in rig.text())


async def test_a_filter_shows_what_has_all_its_words() -> None:
    async with running(size=(120, 24)) as rig:
        happen(rig, 12)
        await rig.press("f12", "slash", *"received word1")
        assert "Events: 3 of 24" in rig.text()
        assert "input_audio_buffer.append" not in rig.text()
        await rig.press("escape")
        assert isinstance(rig.app.focused, EventList)
        await rig.press("escape")
        assert isinstance(rig.app.screen, TalkScreen)


async def test_it_can_be_held_still() -> None:
    async with running(size=(120, 24)) as rig:
        happen(rig)
        await rig.press("f12", "p")
        happen(rig, 5)
        await rig.press("slash", "w")
        assert "Events: 1 of 2 · held" in rig.text()
        await rig.press("escape", "p")
        assert "Events: 6 of 12" in rig.text()


async def test_what_is_shown_can_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with running(size=(120, 24)) as rig:
        happen(rig)
        await rig.press("f12", "s")
        await rig.until(lambda: bool(rig.app._notifications))
    lines = (tmp_path / "tui-voice" / "events-1.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert "pcm=9600 bytes" in lines[0]


async def test_before_there_is_a_conversation_there_is_nothing_to_see() -> None:
    async with running() as rig:
        await rig.press("f12")
        assert isinstance(rig.app.screen, EventsScreen)
        assert "Events: 0 of 0" in rig.text()

"""A replay shows every moment at its time, can be held still and gone through, and sounds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.arms import Calls, FakeClock, FakeDevices, FakeSpeaker
from tests.fakes.recording import CHUNK, CHUNKS, TALK
from tui_voice.config.catalogue import load_catalogue
from tui_voice.engine.replay import SPEEDS, Replay
from tui_voice.engine.view import View
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity, LinkPhase

LENGTH_S = TALK.length_s
ANSWER_S = 2.0
"""Where the answer's sound comes."""

PLAYED = ("speaker.play", "a1", len(CHUNK))


class Seat:
    """A person before a replay."""

    def __init__(self, speed: float) -> None:
        self.clock = FakeClock()
        self.calls: Calls = []
        self.views: list[View] = []
        speaker = FakeSpeaker(self.calls)
        self.replay = Replay(TALK, load_catalogue(), self.clock, speaker, FakeDevices(), speed)

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.views[-1].entries]


@asynccontextmanager
async def watching(speed: float = 1.0) -> AsyncIterator[Seat]:
    seat = Seat(speed)
    assert await seat.replay.show_on(seat.views.append) is seat.replay
    running = asyncio.create_task(seat.replay.run())
    await asyncio.sleep(0)
    try:
        yield seat
    finally:
        seat.replay.post(ev.QuitRequested())
        await asyncio.wait_for(running, 5)


async def test_every_moment_is_shown_at_its_time():
    async with watching() as seat:
        assert seat.views[-1].link.phase is LinkPhase.CONNECTING
        seat.clock.pass_time(0.6)
        assert seat.views[-1].link.phase is LinkPhase.READY
        seat.clock.pass_time(1.0)
        assert seat.texts == ["Count to four."]
        seat.clock.pass_time(0.6)
        assert seat.views[-1].activity is Activity.SPEAKING
        assert seat.texts == ["Count to four.", "One two"]
        seat.clock.pass_time(10)
        assert seat.texts == ["Count to four.", "One two three four."]
        assert seat.replay.progress.playing is False
        assert seat.replay.progress.position_s == LENGTH_S


async def test_at_its_end_nothing_runs_and_it_can_be_seen_again():
    async with watching() as seat:
        seat.clock.pass_time(10)
        seen = len(seat.views)
        seat.clock.pass_time(3600)
        assert len(seat.views) == seen
        seat.replay.post(ev.RecordToggled(0))
        seat.clock.pass_time(1.5)
        assert seat.texts == ["Count to four."]


async def test_the_record_key_holds_it_still_and_lets_it_go_on():
    async with watching() as seat:
        seat.clock.pass_time(0.2)
        seat.replay.post(ev.RecordToggled(0))
        at = seat.replay.progress.position_s
        seat.clock.pass_time(3600)
        assert seat.replay.progress.position_s == at
        assert seat.replay.progress.playing is False
        seat.replay.post(ev.RecordToggled(0))
        seat.clock.pass_time(1.5)
        assert seat.texts == ["Count to four."]


async def test_nothing_else_that_a_person_does_changes_the_past():
    async with watching() as seat:
        seat.replay.post(ev.MessageTyped("hello", 0))
        seat.replay.post(ev.MuteToggled(0))
        seat.clock.pass_time(0.6)
        assert seat.texts == []
        assert seat.views[-1].muted is False


async def test_it_can_be_gone_through_in_both_directions_and_not_beyond():
    async with watching() as seat:
        seat.replay.seek(2.2)
        assert seat.texts == ["Count to four.", "One two"]
        seat.replay.seek(-1.0)
        assert seat.texts == ["Count to four."]
        seat.replay.seek(-60)
        assert seat.replay.progress.position_s == 0
        seat.replay.seek(60)
        assert seat.replay.progress.position_s == LENGTH_S
        assert seat.replay.progress.playing is False


async def test_faster_is_sooner_and_without_sound():
    async with watching(speed=4) as seat:
        seat.clock.pass_time(ANSWER_S / 4 + 0.05)
        assert seat.texts == ["Count to four.", "One two"]
        assert PLAYED not in seat.calls
        for _ in range(20):
            seat.replay.change_speed(2)
        assert seat.replay.progress.speed == SPEEDS[1]


async def test_the_answer_is_heard_as_it_comes():
    async with watching() as seat:
        seat.clock.pass_time(10)
        assert seat.calls[: CHUNKS + 1] == [PLAYED] * CHUNKS + [("speaker.finish", "a1")]
        assert ("speaker.stop",) not in seat.calls


async def test_held_still_it_is_silent_and_goes_on_where_it_was():
    async with watching() as seat:
        seat.clock.pass_time(2.35)
        seat.replay.toggle()
        assert seat.calls[-1] == ("speaker.stop",)
        seat.calls.clear()
        seat.replay.toggle()
        rest = len(CHUNK) * (CHUNKS - 1)
        assert seat.calls == [("speaker.stop",), ("speaker.play", "a1", rest)]


async def test_in_the_middle_of_an_answer_its_rest_is_heard():
    async with watching() as seat:
        seat.replay.seek(2.5)
        rest = len(CHUNK) * (CHUNKS - 1)
        heard = [("speaker.stop",), ("speaker.play", "a1", rest), ("speaker.finish", "a1")]
        assert seat.calls == heard


async def test_what_went_over_the_wire_can_be_looked_at():
    async with watching() as seat:
        seat.clock.pass_time(1.5)
        records = seat.replay.event_log.records()
        assert "Count to four." in records[-2].text
        assert records[-1].at == 101.0, "the recorded program's time"
        seat.replay.seek(-1.2)
        assert len(seat.replay.event_log.records()) < len(records)


async def test_leaving_closes_the_speaker_and_says_so_to_the_screen():
    async with watching() as seat:
        pass
    assert seat.calls[-1] == ("speaker.close",)
    assert seat.views[-1].leaving is True

"""What the matrix cannot show: numbers that hold at the speed of every day."""

from tests.engine.test_conductor import engine
from tui_voice.engine.conductor import FRAME_S
from tui_voice.realtime.link import PATIENCE
from tui_voice.session import events as ev
from tui_voice.session.state import LinkPhase


async def test_a_banner_stands_within_a_tenth_of_a_second_of_a_loss():
    async with engine() as house:
        await house.connect()
        house.clock.pass_time(1)
        assert house.views[-1].link.phase is LinkPhase.READY
        lost = ev.ConnectionLost(1006, "The connection broke.", True, house.clock.now())
        await house.happen(lost)
        house.clock.pass_time(0.1)
        assert house.views[-1].link.phase is LinkPhase.WAITING
        assert house.views[-1].link.message == "The connection broke."
    assert FRAME_S <= 0.1


def test_a_half_open_connection_is_found_within_ten_seconds():
    # aiohttp waits for a pong half as long as for the silence before it.
    assert PATIENCE.heartbeat_s * 1.5 <= 10

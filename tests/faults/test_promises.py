"""What the matrix cannot show: numbers that hold at the speed of every day."""

from tests.engine.test_conductor import engine
from tui_voice.realtime.link import PATIENCE
from tui_voice.session import events as ev
from tui_voice.session.state import LinkPhase


async def test_a_banner_waits_for_no_time_to_pass_after_a_loss():
    """Promised within 100 ms; from the event to the picture no timer stands between."""
    async with engine() as house:
        await house.connect()
        house.clock.pass_time(1)
        assert house.views[-1].link.phase is LinkPhase.READY
        lost = ev.ConnectionLost(1006, "The connection broke.", True, house.clock.now())
        await house.happen(ev.MuteToggled(house.clock.now()), lost)
        assert house.views[-1].link.phase is LinkPhase.WAITING
        assert house.views[-1].link.message == "The connection broke."
        pictures = len(house.views)
        house.clock.pass_time(1)
        assert len(house.views) == pictures, "the frame that was under way is not shown again"


def test_a_half_open_connection_is_found_within_ten_seconds():
    # aiohttp waits for a pong half as long as for the silence before it.
    assert PATIENCE.heartbeat_s * 1.5 <= 10

"""The network is bad, but holds; or the server is slow."""

from tests.faults.house import Line
from tests.faults.losses import QUICK_PINGS
from tests.faults.row import Play, Row
from tui_voice.realtime.link import Patience
from tui_voice.session.phases import Activity


def through(**weather: float) -> Play:
    """A spoken and a typed turn come through whole."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        for name, value in weather.items():
            setattr(line.wire.weather, name, value)
        await house.ready()
        house.press_record()
        await house.recording()
        house.microphone.say(5)
        house.press_record()
        await line.until(lambda: len(house.words) == 2)
        await house.ready()
        await line.converse("two")
        assert server.session.turns == [house.microphone.spoken]
        assert len(house.words) == 4
        assert house.losses() == []
        assert house.journal == []

    return play


async def a_long_turn_over_a_slow_line(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    house.microphone.chunk_samples = 4_800
    house.press_record()
    await house.recording()
    house.microphone.say(200)
    line.wire.reset()
    line.wire.weather.bytes_per_s = 1_000_000
    house.press_record()
    await line.until(lambda: len(server.sessions) > 1 and server.session.answered == 1)
    await house.ready()
    assert server.session.turns == [house.microphone.spoken]
    assert len(house.losses()) == 1


async def the_server_reads_slowly(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    house.press_record()
    await house.recording()
    server.session.freeze()
    house.microphone.chunk_samples = 24_000
    house.microphone.say(60)
    house.press_record()
    await line.until(lambda: house.view.activity is Activity.THINKING)
    server.session.thaw()
    await line.until(lambda: server.session.answered == 1)
    await house.ready()
    assert server.session.turns == [house.microphone.spoken]
    assert house.losses() == []


def the_server_stops_reading(minutes: int) -> Play:
    """More is said than the network holds by itself, where that is needed to notice."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await house.ready()
        house.press_record()
        await house.recording()
        server.session.freeze()
        house.microphone.chunk_samples = 24_000
        house.microphone.say(60 * minutes)
        await line.until(house.losses)
        house.press_record()
        await line.until(lambda: len(server.sessions) == 2 and server.session.answered == 1)
        assert server.session.turns == [house.microphone.spoken]

    return play


WHOLE = "every sample and every word arrives once, in order; nothing is shown or logged"

ROWS = (
    Row(
        "10 ms of latency and as much of jitter",
        WHOLE,
        through(latency_s=0.01, jitter_s=0.01),
    ),
    Row("200 kB a second", WHOLE, through(bytes_per_s=200_000)),
    Row(
        "a line so slow that what is told anew takes longer than a pong may",
        "what drains is not given up: every sample arrives once, over one new connection",
        a_long_turn_over_a_slow_line,
        {"patience": Patience(heartbeat_s=2.0)},
    ),
    Row("pieces of 1 to 48 bytes", WHOLE, through(slice_bytes=48)),
    Row(
        "the server reads nothing for a while",
        "what was said waits and arrives once, in order; the connection holds",
        the_server_reads_slowly,
    ),
    Row(
        "the server never reads again",
        "a ping finds it; all that was said is told to the next connection",
        the_server_stops_reading(minutes=1),
        QUICK_PINGS,
    ),
    Row(
        "the server goes on talking and takes nothing of what is sent for half a minute",
        "given up; all that was said is told to the next connection",
        the_server_stops_reading(minutes=5),
        {"patience": Patience(deaf_s=0.2)},
    ),
)

"""A connection from the call to its end, against a scripted peer."""

import asyncio
import base64
import logging
import time

import pytest

from tests.fakes.realtime_server import Close, RealtimeServer, Reset, Script, emit, expect
from tests.realtime.talking import endpoint_at, forever, raw_server, talking, upgrade
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import SAMPLE_RATE_HZ
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.endpoint import Endpoint
from tui_voice.realtime.handshake import LARGEST_FRAME_BYTES
from tui_voice.realtime.link import WAITING_SAMPLES, Patience
from tui_voice.session.effects import (
    AppendAudio,
    ClearAudio,
    CommitAudio,
    CreateResponse,
    UpdateSession,
)
from tui_voice.session.events import (
    AnswerAudioDelta,
    ConnectionLost,
    ConnectionOpened,
    ConnectionRefused,
    Credential,
    Event,
    ServerEventUnknown,
    ServerFailed,
    SessionCreated,
)
from tui_voice.session.limits import LONGEST_TURN_SAMPLES

CREATED = emit("session.created", session={"type": "realtime", "id": "sess_1", "model": "m"})


class BlockedSource:
    """An endpoint source that never gets anywhere, or only the first time."""

    def __init__(self, first: Endpoint | None = None) -> None:
        self.asked = asyncio.Event()
        self.closed = False
        self._first = first

    async def resolve(self, settings: Settings) -> Endpoint:
        if self._first is not None:
            endpoint, self._first = self._first, None
            return endpoint
        self.asked.set()
        await forever()
        raise AssertionError

    async def close(self) -> None:
        self.closed = True


class BrokenSource:
    """An endpoint source with a mistake in it."""

    async def resolve(self, settings: Settings) -> Endpoint:
        raise RuntimeError("Illegal header value b'Bearer hush-hush'")

    async def close(self) -> None:
        """Nothing to release."""


async def test_a_connection_is_opened_with_the_secret_as_subprotocol_and_closed_cleanly():
    script: Script = [CREATED, expect("session.update", session={"instructions": "Be brief."})]
    async with (
        RealtimeServer(script) as server,
        talking({"TUI_VOICE_TOKEN": "ephemeral-1"}) as (transport, inbox),
    ):
        settings = Settings(base_url=server.base_url, model="m", instructions="Be brief.")
        transport.connect(settings)
        opened = await inbox.next(ConnectionOpened)
        assert opened.credential is Credential.EPHEMERAL
        assert not opened.offline
        assert opened.server in server.base_url
        created = await inbox.next(SessionCreated)
        assert (created.session_id, created.model) == ("sess_1", "m")
        assert created.at >= opened.at
        transport.send(UpdateSession(settings))
        await server.finished()
        await transport.disconnect()
        await server.hung_up()
        assert inbox.empty
        (call,) = server.calls
        assert call.protocols == ("realtime", "openai-insecure-api-key.ephemeral-1")
        assert call.query == {"model": "m"}
        assert "OpenAI-Beta" not in call.headers
        assert "Authorization" not in call.headers


async def test_events_leave_in_the_order_they_were_sent_and_each_has_its_own_id():
    chunks = [bytes([n, 0]) * 2400 for n in range(50)]
    expected = [
        expect("input_audio_buffer.append", audio=base64.b64encode(chunk).decode())
        for chunk in chunks
    ]
    script: Script = [*expected, expect("input_audio_buffer.commit"), expect("response.create")]
    async with RealtimeServer(script) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        for chunk in chunks:
            transport.send(AppendAudio(chunk))
        transport.send(CommitAudio())
        transport.send(CreateResponse())
        await server.finished()
        ids = [event["event_id"] for event in server.calls[0].received]
        assert len(set(ids)) == len(ids) == 52


async def test_what_is_sent_before_the_connection_is_open_is_dropped():
    async with RealtimeServer([expect("response.create")]) as server, talking() as (link, inbox):
        link.send(ClearAudio())
        link.connect(Settings(base_url=server.base_url))
        link.send(ClearAudio())
        await inbox.next(ConnectionOpened)
        link.send(CreateResponse())
        await server.finished()


async def test_a_frame_of_five_megabytes_passes_both_ways():
    pcm = bytes(5 * 1024 * 1024)
    sound = base64.b64encode(pcm).decode()
    script: Script = [
        emit("response.output_audio.delta", response_id="r", item_id="i", delta=sound),
        expect("input_audio_buffer.append", audio=sound),
    ]
    async with RealtimeServer(script) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        assert (await inbox.next(AnswerAudioDelta)).pcm == pcm
        transport.send(AppendAudio(pcm))
        await server.finished()


async def test_nonsense_on_the_wire_is_counted_and_the_talk_goes_on():
    script: Script = [emit("something.new"), CREATED]
    async with RealtimeServer(script) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        assert (await inbox.next(ServerEventUnknown)).type == "something.new"
        await inbox.next(SessionCreated)


@pytest.mark.parametrize(
    ("step", "code", "retry"),
    [
        (Close(1000), 1000, False),
        (Close(1001), 1001, True),
        (Close(1011), 1011, True),
        (Close(4001), 4001, False),
        (Reset(), 1006, True),
    ],
    ids=str,
)
async def test_the_end_of_a_connection_says_its_code_and_whether_to_try_again(
    step: Close | Reset, code: int, retry: bool
):
    async with RealtimeServer([CREATED, step]) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(SessionCreated)
        lost = await inbox.next(ConnectionLost)
        assert (lost.code, lost.retry) == (code, retry)
        assert lost.message


async def test_a_server_that_hangs_up_without_a_close_frame_is_lost_and_not_done():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)

    async with raw_server(hang_up) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        lost = await inbox.next(ConnectionLost)
        assert (lost.code, lost.retry) == (1006, True)


async def test_a_close_frame_without_a_code_is_tried_again():
    async def close_without_a_word(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await upgrade(reader, writer)
        writer.write(b"\x88\x00")
        await forever()

    async with raw_server(close_without_a_word) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        lost = await inbox.next(ConnectionLost)
        assert (lost.code, lost.retry) == (1005, True)


async def test_a_server_that_says_why_before_it_hangs_up_is_believed():
    quota = {"type": "insufficient_quota", "code": "insufficient_quota", "message": "no more"}
    script: Script = [emit("error", error=quota), Close(1001)]
    async with RealtimeServer(script) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(ServerFailed)
        lost = await inbox.next(ConnectionLost)
        assert "no credit left" in lost.message
        assert not lost.retry


async def test_after_a_loss_a_new_connection_can_be_opened_and_nothing_is_sent_in_between():
    scripts: list[Script] = [[Close(1001)], [expect("response.create")]]
    async with RealtimeServer(*scripts) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(ConnectionLost)
        transport.send(ClearAudio())
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        transport.send(CreateResponse())
        await server.finished()


async def test_connecting_again_closes_the_old_connection_first_and_hears_it_no_more():
    second = emit("session.created", session={"id": "sess_2"})
    scripts: list[Script] = [[CREATED] * 50, [second]]
    async with RealtimeServer(*scripts) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(SessionCreated)
        # More of its events have arrived by now, and wait to be read.
        heard = len(inbox.events)
        transport.connect(Settings(base_url=server.base_url))
        while getattr(await inbox.next(object), "session_id", "") != "sess_2":
            pass
        assert server.calls[0].clean
        opened, created = inbox.events[heard:]
        assert isinstance(opened, ConnectionOpened)
        assert isinstance(created, SessionCreated)
        assert created.session_id == "sess_2"


async def test_of_the_old_connection_not_even_what_was_already_here_is_heard():
    heard: list[Event] = []

    async def burst(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        writer.write(b"\x81\x02{}" * 3)
        await forever()

    def post(event: Event) -> None:
        heard.append(event)
        if isinstance(event, ServerEventUnknown):
            transport.connect(Settings())

    async with raw_server(burst) as base_url:
        source = BlockedSource(first=endpoint_at(base_url))
        transport = RealtimeTransport(post, source, time.monotonic)
        transport.connect(Settings())
        await source.asked.wait()
        await transport.disconnect()
    assert [type(event) for event in heard] == [ConnectionOpened, ServerEventUnknown]


async def test_disconnecting_waits_for_the_servers_goodbye():
    goodbye, answered = asyncio.Event(), asyncio.Event()

    async def linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        assert (await reader.readexactly(1)) == b"\x88"
        goodbye.set()
        await answered.wait()
        writer.write(b"\x88\x02\x03\xe8")
        await writer.drain()

    async with raw_server(linger) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        leaving = asyncio.create_task(transport.disconnect())
        await goodbye.wait()
        assert not leaving.done()
        answered.set()
        await leaving


async def test_connecting_again_gives_up_a_connection_that_was_still_being_opened():
    source = BlockedSource()
    async with talking(source=source) as (transport, inbox):
        transport.connect(Settings())
        await source.asked.wait()
        source.asked.clear()
        transport.connect(Settings())
        await source.asked.wait()
        assert inbox.empty


async def test_disconnecting_gives_up_a_connection_that_is_being_opened_and_releases_the_source():
    source = BlockedSource()
    async with talking(source=source) as (transport, inbox):
        transport.connect(Settings())
        await source.asked.wait()
        await transport.disconnect()
        assert source.closed
        assert inbox.empty


async def test_disconnecting_takes_less_than_two_seconds_from_a_server_that_does_not_answer():
    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        await forever()

    async with raw_server(never_answer) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        async with asyncio.timeout(2.0):
            await transport.disconnect()
        assert inbox.empty


async def test_disconnecting_without_a_connection_is_nothing():
    async with talking() as (transport, inbox):
        await transport.disconnect()
        await transport.disconnect()
        assert inbox.events == []


async def never_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await upgrade(reader, writer)
    writer.write(b"\x81\x02{}")
    await forever()


async def test_a_server_that_takes_nothing_more_is_given_up_however_little_waits():
    patience = Patience(deaf_s=0.1)
    async with (
        raw_server(never_read) as base_url,
        talking(patience=patience) as (transport, inbox),
    ):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(ServerEventUnknown)
        transport.send(AppendAudio(bytes(6 * 1024 * 1024)))
        lost = await inbox.next(ConnectionLost)
        assert lost.retry
        assert "stopped reading" in lost.message


async def test_a_server_that_reads_slower_than_a_person_speaks_is_given_up_in_the_end():
    chunk = bytes(6 * 1024 * 1024)
    async with raw_server(never_read) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(ServerEventUnknown)
        for _ in range(WAITING_SAMPLES * 2 // len(chunk) + 1):
            transport.send(AppendAudio(chunk))
        lost = await inbox.next(ConnectionLost)
        assert lost.retry


async def test_half_an_hour_of_speech_is_told_at_once_and_arrives():
    second = bytes(SAMPLE_RATE_HZ * 2)
    seconds = LONGEST_TURN_SAMPLES // SAMPLE_RATE_HZ
    script: Script = [expect("input_audio_buffer.append")] * seconds
    async with RealtimeServer(script) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)
        for _ in range(seconds):
            transport.send(AppendAudio(second))
        await server.finished(timeout_s=60)  # 115 MB of JSON, on a machine that may be busy
        assert inbox.empty


async def test_a_frame_that_memory_is_not_given_for_is_counted_and_ends_the_connection():
    async def announce(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        writer.write(b"\x81\x02{}" + b"\x81\x7f" + LARGEST_FRAME_BYTES.to_bytes(8, "big"))
        await forever()

    async with raw_server(announce) as base_url, talking() as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        await inbox.next(ConnectionOpened)
        await inbox.next(ServerEventUnknown)
        skipped = await inbox.next(ServerEventUnknown)
        assert "longer" in skipped.reason
        lost = await inbox.next(ConnectionLost)
        assert lost.retry


async def test_a_mistake_of_our_own_refuses_the_connection_and_quotes_nothing(
    caplog: pytest.LogCaptureFixture,
):
    async with talking(source=BrokenSource()) as (transport, inbox):
        with caplog.at_level(logging.DEBUG):
            transport.connect(Settings())
            refused = await inbox.next(ConnectionRefused)
        assert not refused.retry
        assert "RuntimeError" in caplog.text
        assert "hush-hush" not in caplog.text + refused.message

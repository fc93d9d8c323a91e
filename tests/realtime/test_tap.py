"""What a tap is told of the wire, against a peer that counts bytes by itself."""

import asyncio
import time

import pytest

from tests.fakes.inbox import Inbox
from tests.realtime.talking import endpoint_at, forever, raw_server, upgrade
from tui_voice.config.settings import Settings
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.endpoint import Endpoint
from tui_voice.session.effects import ClientEffect, CommitAudio
from tui_voice.session.events import (
    ConnectionEvent,
    ConnectionOpened,
    ServerEvent,
    SessionCreated,
)


class OneServer:
    """An endpoint source that knows one server."""

    def __init__(self, base_url: str) -> None:
        self._endpoint = endpoint_at(base_url)

    async def resolve(self, settings: Settings) -> Endpoint:
        return self._endpoint

    async def close(self) -> None:
        """Nothing is held."""


class Notes:
    """A tap that keeps what it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, ClientEffect | ConnectionEvent | ServerEvent, int]] = []
        self.noted = asyncio.Event()

    def sent(self, event: ClientEffect, size: int, at: float) -> None:
        self.taken.append(("sent", event, size))
        self.noted.set()

    def received(self, event: ConnectionEvent | ServerEvent, size: int, at: float) -> None:
        self.taken.append(("received", event, size))


@pytest.mark.parametrize("name", ["plain", "größer"])
async def test_a_tap_is_told_each_event_with_the_size_its_frame_has_on_the_wire(name: str):
    counted: list[int] = []
    frame = f'{{"type":"session.created","session":{{"id":"{name}"}}}}'.encode()

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        writer.write(bytes([0x81, len(frame)]) + frame)
        _, masked_length = await reader.readexactly(2)
        counted.append(masked_length & 0x7F)
        await forever()

    notes, inbox = Notes(), Inbox()
    async with raw_server(behave) as url:
        transport = RealtimeTransport(inbox.post, OneServer(url), time.monotonic, tap=notes)
        transport.send(CommitAudio())  # without a connection: it goes nowhere, and nobody is told
        transport.connect(Settings())
        await inbox.next(ConnectionOpened)
        created = await inbox.next(SessionCreated)
        transport.send(CommitAudio())
        async with asyncio.timeout(10):
            await notes.noted.wait()
        await transport.disconnect()
    (_, opened, nothing), greeting, commit = notes.taken
    assert isinstance(opened, ConnectionOpened)
    assert nothing == 0
    assert greeting == ("received", created, len(frame))
    assert commit == ("sent", CommitAudio(), *counted)

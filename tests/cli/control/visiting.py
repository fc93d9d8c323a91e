"""A conversation under control, and clients of it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.fakes.conversation import FakeConversation
from tui_voice.cli.control.controlled import controlled
from tui_voice.engine.view import View
from tui_voice.session.events import QuitRequested


@asynccontextmanager
async def running(first: View) -> AsyncIterator[FakeConversation]:
    """A conversation that runs until the block is left."""
    fake = FakeConversation(first)
    conversation = await controlled(fake.start)(lambda _: None)
    run = asyncio.create_task(conversation.run())
    await fake.begun.wait()
    try:
        yield fake
    finally:
        conversation.post(QuitRequested())
        await run
        fake.show(first._replace(leaving=True))


class Client:
    """Somebody at the socket, who need not be polite."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, line: bytes | dict[str, Any]) -> None:
        self.writer.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")

    async def answer(self) -> dict[str, Any]:
        async with asyncio.timeout(10):
            return json.loads(await self.reader.readline())

    async def end(self) -> bytes:
        """All that comes until the visit has ended."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""


@asynccontextmanager
async def visit(place: Path) -> AsyncIterator[Client]:
    """Come to the only app that is there."""
    (name,) = os.listdir(place)
    reader, writer = await asyncio.open_unix_connection(str(place / name), limit=1 << 24)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()

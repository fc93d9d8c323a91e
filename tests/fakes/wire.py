"""A stretch of network between a client and a server, with the faults that networks have."""

import asyncio
import random
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

READ_BYTES = 65_536

HELD_BYTES = 32_768
"""What the wire itself may hold of a slow stretch: little, as a real one does."""


@dataclass
class Weather:
    """What the network does to the bytes in both directions; it can change at any time."""

    latency_s: float = 0.0
    jitter_s: float = 0.0
    """At most so much more, by chance."""
    bytes_per_s: float = 0.0
    """No limit if 0."""
    slice_bytes: int = 0
    """Deliver in pieces of at most so many bytes, and of chance lengths; whole if 0."""
    limit_bytes: int = 0
    """Break the connection after so many more bytes from the server; never if 0."""


class Wire:
    """A TCP proxy on a free loopback port while its ``async with`` lasts.

    ``base_url`` leads to the same path as that of the server behind it.
    """

    def __init__(self, server_url: str, seed: int = 7) -> None:
        self.weather = Weather()
        self.connections = 0
        parts = urlsplit(server_url)
        self._target = (parts.hostname, parts.port)
        self._path = parts.path
        self._chance = random.Random(seed)
        self._pumps: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def __aenter__(self) -> Self:
        here = socket.create_server(("127.0.0.1", 0))
        here.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HELD_BYTES)
        self._server = await asyncio.start_server(self._carry, sock=here, limit=HELD_BYTES)
        host, port = here.getsockname()
        self.base_url = f"http://{host}:{port}{self._path}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.break_off()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    def freeze(self) -> None:
        """Half-open: what is connected stays so, and nothing comes through any more."""
        self._flowing.clear()
        self._flowing = asyncio.Event()
        self._flowing.set()

    def reset(self) -> None:
        """Reset every connection (RST), as a router does that has forgotten it."""
        for writer in self._writers:
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.break_off()

    def break_off(self) -> None:
        """Abort every connection."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there_writer}
        flowing = self._flowing
        pumps = {
            asyncio.create_task(self._pump(reader, there_writer, flowing, limited=False)),
            asyncio.create_task(self._pump(there_reader, writer, flowing, limited=True)),
        }
        self._pumps |= pumps

    async def _pump(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        flowing: asyncio.Event,
        *,
        limited: bool,
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(READ_BYTES):
                for piece in self._pieces(data):
                    await self._travel(len(piece))
                    await flowing.wait()
                    target.write(piece)
                    await target.drain()
                    if limited and self._worn_out(len(piece)):
                        self.break_off()
                        return
        self._writers.discard(target)
        target.close()

    def _worn_out(self, size: int) -> bool:
        """Whether the wire breaks with these bytes."""
        weather = self.weather
        if not weather.limit_bytes:
            return False
        weather.limit_bytes = max(0, weather.limit_bytes - size)
        return weather.limit_bytes == 0

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self.weather.slice_bytes:
            return [data]
        pieces: list[bytes] = []
        while data:
            size = self._chance.randint(1, self.weather.slice_bytes)
            pieces.append(data[:size])
            data = data[size:]
        return pieces

    async def _travel(self, size: int) -> None:
        weather = self.weather
        delay_s = weather.latency_s + self._chance.uniform(0, weather.jitter_s)
        if weather.bytes_per_s:
            delay_s += size / weather.bytes_per_s
        if delay_s:
            await asyncio.sleep(delay_s)

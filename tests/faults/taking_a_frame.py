"""Take one event from a server: ``python taking_a_frame.py URL`` prints the memory it took.

Peak resident bytes before the event was asked for and after it was decoded, and the most bytes
that Python had allocated at once between.
"""

import asyncio
import resource
import sys
import time
import tracemalloc
from pathlib import Path

from tui_voice.config.settings import Settings
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoints
from tui_voice.realtime.local_server import LocalServer
from tui_voice.session.effects import CreateResponse
from tui_voice.session.events import Event, ServerEventUnknown, SessionCreated


def peak_bytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        # Linux's ru_maxrss begins with the size of the process that started this one.
        (peak,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def take(url: str) -> None:
    inbox = asyncio.Queue[Event]()
    source = Endpoints(Credentials({}), LocalServer())
    transport = RealtimeTransport(inbox.put_nowait, source, time.monotonic)
    transport.connect(Settings(base_url=url))
    while not isinstance(await inbox.get(), SessionCreated):
        pass
    tracemalloc.start()
    before = peak_bytes()
    transport.send(CreateResponse())
    assert isinstance(await inbox.get(), ServerEventUnknown)
    print(before, peak_bytes(), tracemalloc.get_traced_memory()[1])
    await transport.disconnect()


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1]))

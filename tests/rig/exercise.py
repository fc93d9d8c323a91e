"""The sound arm in a process of its own, whose PortAudio finds the virtual sound card.

``play FILE.raw RATE_HZ CHANNELS BUFFER_MS [STOP_AT]`` plays 24 kHz PCM16 in pieces of 200 ms with
so much sound in the device, and stops once so many samples were heard; ``capture FILE.raw RATE_HZ
CHANNELS [DEVICE]`` records. Both go on until a line comes on standard input. A rate of 0 leaves the
format to the arm. Events go to standard output as JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tui_voice.audio.capture import Capture
from tui_voice.audio.device_names import Device, Direction
from tui_voice.audio.input import InputStream
from tui_voice.audio.output import OutputStream
from tui_voice.audio.playback import Playback
from tui_voice.audio.portaudio import is_back, open_stream
from tui_voice.audio.streams import Format, offered
from tui_voice.session import events as ev

Formats = Callable[[Device], list[Format]]
PIECE_BYTES = 9_600


def main() -> None:
    command, name, rate_hz, channels, *rest = sys.argv[1:]
    path = Path(name)
    formats = (lambda _: [Format(int(rate_hz), int(channels))]) if int(rate_hz) else offered
    if command == "play":
        asyncio.run(play(path.read_bytes(), formats, *map(int, rest)))
    else:
        path.write_bytes(asyncio.run(capture(formats, rest[0] if rest else "")))


async def play(pcm: bytes, formats: Formats, buffer_ms: int, stop_at: int | None = None) -> None:
    def open_sink(choice: str) -> OutputStream:
        output_for = partial(OutputStream, now=time.monotonic, buffer_ms=buffer_ms)
        stream, output = open_stream(Direction.OUTPUT, choice, output_for, formats)
        output.attach(stream)
        return output

    events: asyncio.Queue[ev.Event] = asyncio.Queue()
    speaker = Playback(events.put_nowait, time.monotonic, open_sink)
    speaker.use("", 60, buffer_ms)
    for offset in range(0, len(pcm), PIECE_BYTES):
        speaker.play("answer", pcm[offset : offset + PIECE_BYTES])
    speaker.finish("answer")
    while True:
        event = await events.get()
        report(event)
        if isinstance(event, ev.PlayheadMoved) and stop_at and event.heard_samples >= stop_at:
            speaker.stop()
            stop_at = None
        if isinstance(event, ev.PlaybackFinished | ev.PlaybackStopped):
            break
    await line_comes()
    await speaker.close()


async def capture(formats: Formats, device: str) -> bytes:
    def open_source(choice: str) -> InputStream:
        stream, source = open_stream(
            Direction.INPUT, choice, lambda fmt: InputStream(fmt, time.monotonic), formats
        )
        source.attach(stream)
        return source

    events: asyncio.Queue[ev.Event] = asyncio.Queue()
    back = partial(is_back, Direction.INPUT)
    microphone = Capture(events.put_nowait, time.monotonic, open_source, is_back=back, retry_s=0.2)
    microphone.use(device, 200)
    microphone.start()
    ending = asyncio.create_task(line_comes())
    ending.add_done_callback(lambda _: microphone.stop())
    pcm = bytearray()
    while True:
        event = await events.get()
        if isinstance(event, ev.AudioCaptured):
            pcm += event.pcm
        elif not isinstance(event, ev.MicrophoneLevelMeasured):
            report(event)
        if isinstance(event, ev.CaptureStopped | ev.CaptureFailed):
            break
    await microphone.close()
    return bytes(pcm)


async def line_comes() -> None:
    await asyncio.to_thread(sys.stdin.readline)


def report(event: ev.Event) -> None:
    print(json.dumps({"event": type(event).__name__, **asdict(event)}), flush=True)


if __name__ == "__main__":
    main()

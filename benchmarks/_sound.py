"""Sound benchmarks on a real PortAudio stream: a child on the virtual sound card, told by name.

``python -m benchmarks._sound WHAT SECONDS [CHUNK_MS]`` prints its figures as JSON. PortAudio reads
its environment once, hence the child.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.rig.pulse import Rig
from tui_voice.audio.choose import Microphone, Speaker
from tui_voice.audio.input import InputStream
from tui_voice.audio.pcm import SAMPLE_RATE_HZ
from tui_voice.session.events import AudioCaptured, CaptureStarted, Event

BLOCK = 480
SETTLING_S = 1.0


def on_the_rig(*runs: tuple[str, float, int]) -> list[dict[str, Any]]:
    """The figures of each run, one after another on one virtual sound card."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        rig.start()
        try:
            return [_child(rig, *run) for run in runs]
        finally:
            rig.stop()


def _child(rig: Rig, what: str, seconds: float, chunk_ms: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._sound", what, str(seconds), str(chunk_ms)]
    answer = subprocess.run(
        command, env={**os.environ, **rig.env}, check=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return json.loads(answer.stdout)


def bare(seconds: float, *, microphone: bool, speaker: bool) -> dict[str, Any]:
    """Streams whose callbacks do nothing but note when they were called."""
    import sounddevice

    called: list[float] = []
    silence = bytes(2 * BLOCK)
    fmt = {"samplerate": SAMPLE_RATE_HZ, "channels": 1, "blocksize": BLOCK, "dtype": "int16"}

    def hear(indata: Any, *_: Any) -> None:
        called.append(time.monotonic())

    def speak(outdata: Any, *_: Any) -> None:
        outdata[:] = silence

    streams: list[Any] = []
    if microphone:
        streams.append(sounddevice.RawInputStream(latency=0.04, callback=hear, **fmt))
    if speaker:
        streams.append(sounddevice.RawOutputStream(latency=0.04, callback=speak, **fmt))
    for stream in streams:
        stream.start()
    time.sleep(SETTLING_S)
    begun, spent = time.monotonic(), time.process_time()
    time.sleep(seconds)
    figures = _figures(spent, begun, called)
    for stream in streams:
        stream.close()
    return figures


async def ours(seconds: float, chunk_ms: int, *, microphone: bool, speaker: bool) -> dict[str, Any]:
    """The sound arm, recording and playing."""
    ways_ms: list[float] = []
    called: list[float] = []
    started = asyncio.Event()

    def post(event: Event) -> None:
        if isinstance(event, AudioCaptured):
            ways_ms.append(chunk_ms + 1000 * (time.monotonic() - event.at))
        elif isinstance(event, CaptureStarted):
            started.set()

    hears, speaks = Microphone(post, time.monotonic), Speaker(post, time.monotonic)
    hears.use("", chunk_ms)
    plain = InputStream.callback

    def noted(self: InputStream, *arguments: Any) -> None:
        called.append(time.monotonic())
        plain(self, *arguments)

    InputStream.callback = noted
    if microphone:
        hears.start()
        await started.wait()
    if speaker:
        speaks.play("a", os.urandom(2 * SAMPLE_RATE_HZ * (int(seconds) + 3)))
    await asyncio.sleep(SETTLING_S)
    ways_ms.clear()
    begun, spent = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    figures = _figures(spent, begun, called) | {"ways_ms": sorted(ways_ms)}
    await asyncio.gather(hears.close(), speaks.close())
    return figures


def _figures(spent: float, begun: float, called: list[float]) -> dict[str, Any]:
    cpu = 100 * (time.process_time() - spent) / (time.monotonic() - begun)
    recent = [moment for moment in called if moment >= begun]
    period_s = BLOCK / SAMPLE_RATE_HZ
    first = recent[0] if recent else 0.0
    off = [moment - first - number * period_s for number, moment in enumerate(recent)]
    earliest = min(off, default=0.0)
    return {"cpu": cpu, "late_ms": sorted(1000 * (each - earliest) for each in off)}


def share(values: list[float], part: float) -> float:
    """The value below which this part of the sorted values lies."""
    return values[min(len(values) - 1, int(len(values) * part))]


def main() -> None:
    what, seconds, chunk_ms = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    whose, _, ways = what.partition(":")
    open_ways = {"microphone": "mic" in ways, "speaker": "out" in ways}
    if whose == "bare":
        print(json.dumps(bare(seconds, **open_ways)))
    else:
        print(json.dumps(asyncio.run(ours(seconds, chunk_ms, **open_ways))))


if __name__ == "__main__":
    main()

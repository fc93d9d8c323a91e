"""Half duplex on a real PortAudio stream whose microphone hears the speaker as loud as it plays.

On the virtual sound card, in a child because PortAudio reads its environment once. Answers that
nobody interrupts come first, in which the room is learnt, and which must not be cut; then people
speak over answers. When a person was heard is counted from when the block with the first audible
sample came out of the device (where that was is found by correlation), so the device's latency is
not in it. ``ECHO_CARD_PEOPLE`` is how many people speak (20).
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.result import Result
from tests.audio.echo_talk import INTERRUPTIONS, answer, loud_windows, voice
from tests.audio.room import RATE_HZ, Samples, at_level
from tests.rig.pulse import RAW, Rig
from tui_voice.audio.choose import Microphone, Speaker
from tui_voice.audio.input import InputStream
from tui_voice.audio.played import Played
from tui_voice.config.kinds import Echo
from tui_voice.session.events import AudioCaptured, Event, PlaybackFinished, PlaybackStarted

ALONE = 10
PEOPLE = int(os.environ.get("ECHO_CARD_PEOPLE", "20"))
ECHO_DB = -25.0
LOUDER_DB = (10.0, 0.0)
SPEAKS_AFTER_S = 1.2
RESTS_S = 0.8
"""Longer than half duplex lasts after an answer."""
LIMIT_MS = 300.0
PATIENCE_S = 2.0
LOOKED_FOR = RATE_HZ // 2
LOOKS_EVERY_S = 0.005


def run() -> list[Result]:
    """Answers alone, then people who are louder than the echo, and as loud."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        rig.start()
        try:
            rig.let_echo()
            child = subprocess.run(
                [sys.executable, "-m", "benchmarks.echo_card"], env={**os.environ, **rig.env},
                check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        finally:
            rig.stop()
    figures = json.loads(child.stdout)
    cut = figures["cut"]
    name = f"echo_card: answers of {ALONE + len(LOUDER_DB) * PEOPLE} cut by their own echo"
    rows = [Result(name, cut, "answers", "none", None, "0", cut == 0)]
    for louder_db, delays_ms in zip(LOUDER_DB, figures["delays_ms"], strict=True):
        heard = sum(delay_ms <= LIMIT_MS for delay_ms in delays_ms)
        wanted = PEOPLE * 19 // 20
        name = f"echo_card: of {PEOPLE} people {louder_db:+.0f} dB beside the echo, heard in time"
        limit = f"at least {wanted} within {LIMIT_MS:.0f} ms"
        rows.append(Result(name, heard, "people", "none", None, limit, heard >= wanted))
        name = f"echo_card: the same, median of {len(delays_ms)} until heard"
        rows.append(Result(name, float(np.median(delays_ms)), "ms", "none", None, "told", True))
    return rows


class Conversation:
    """A speaker and a microphone beside it, as the house makes them."""

    def __init__(self) -> None:
        self.raw: list[tuple[float, bytes]] = []
        """What came out of the device, and when."""
        self.audible: list[float] = []
        """When something was sent that a server could take for a voice."""
        self._played = {PlaybackStarted: 0, PlaybackFinished: 0}
        self._answers = 0
        played, plain = Played(), InputStream.callback

        def noted(stream: InputStream, data: Any, *rest: Any) -> None:
            self.raw.append((time.monotonic(), bytes(data)))
            plain(stream, data, *rest)

        InputStream.callback = noted
        self.speaker = Speaker(self._post, time.monotonic, played)
        self.microphone = Microphone(self._post, time.monotonic, played)
        self.microphone.use("", 20)
        self.microphone.keep_out_echo(Echo.HALF_DUPLEX, 300, "")

    def _post(self, event: Event) -> None:
        if isinstance(event, AudioCaptured) and loud_windows(event.pcm):
            self.audible.append(time.monotonic())
        if type(event) in self._played:
            self._played[type(event)] += 1

    async def alone(self, number: int) -> bool:
        """Whether an answer was cut, or would have been, by its own echo."""
        self._begin(number)
        await _until(lambda: self._played[PlaybackFinished] == self._answers, 30.0)
        await asyncio.sleep(RESTS_S)
        return bool(self.audible)

    async def interrupted(self, number: int, louder_db: float) -> tuple[bool, float]:
        """Whether the answer was cut before the person spoke, and how late (ms) that was heard."""
        started = self._played[PlaybackStarted]
        self._begin(number)
        await _until(lambda: self._played[PlaybackStarted] > started, 10.0)
        await asyncio.sleep(SPEAKS_AFTER_S)
        cut = bool(self.audible)
        self.audible.clear()
        self.raw.clear()
        words = at_level(voice(INTERRUPTIONS[number % len(INTERRUPTIONS)]), ECHO_DB + louder_db)
        saying = asyncio.create_task(_say(words))
        heard = await _until(lambda: bool(self.audible), PATIENCE_S)
        self.speaker.stop()
        await saying
        await asyncio.sleep(RESTS_S)
        self._played[PlaybackFinished] = self._answers
        late_s = self.audible[0] - arrived(words, self.raw) if heard else PATIENCE_S
        return cut, 1000 * late_s

    def _begin(self, number: int) -> None:
        self.audible.clear()
        self._answers += 1
        item = f"answer {self._answers}"
        self.speaker.play(item, answer(number, ECHO_DB).astype("<i2").tobytes())
        self.speaker.finish(item)


def arrived(words: Samples, raw: list[tuple[float, bytes]]) -> float:
    """When the first audible sample of these words came out of the device."""
    heard = np.frombuffer(b"".join(pcm for _, pcm in raw), dtype="<i2").astype(np.float64)
    first = int(np.flatnonzero(np.abs(words) > np.max(np.abs(words)) / 10)[0])
    wanted = words[first : first + LOOKED_FOR]
    size = heard.size + wanted.size
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    place = int(np.argmax(likeness[: heard.size]))
    ends = np.cumsum([len(pcm) // 2 for _, pcm in raw])
    return raw[int(np.searchsorted(ends, place, side="right"))][0]


async def _say(words: Samples) -> None:
    command = ("paplay", "--device=speech", "--latency-msec=20", *RAW)
    player = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    await player.communicate(words.astype("<i2").tobytes())


async def _until(holds: Callable[[], bool], most_s: float) -> bool:
    end = time.monotonic() + most_s
    for _ in range(round(most_s / LOOKS_EVERY_S)):
        if holds() or time.monotonic() > end:
            break
        await asyncio.sleep(LOOKS_EVERY_S)
    return holds()


async def converse() -> dict[str, Any]:
    """The figures."""
    talk = Conversation()
    talk.microphone.start()
    await asyncio.sleep(RESTS_S)
    cuts = [await talk.alone(number) for number in range(ALONE)]
    delays_ms: list[list[float]] = []
    for louder_db in LOUDER_DB:
        people = [await talk.interrupted(number, louder_db) for number in range(PEOPLE)]
        cuts += [cut for cut, _ in people]
        delays_ms.append([late_ms for _, late_ms in people])
    await asyncio.gather(talk.microphone.close(), talk.speaker.close())
    return {"cut": sum(cuts), "delays_ms": delays_ms}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(converse())))

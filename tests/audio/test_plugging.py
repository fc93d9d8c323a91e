"""Devices that come while PortAudio's list is frozen, and what devices offer.

A stand-in for sounddevice, in a process of its own, has the devices that a file names.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import tests.fakes.portaudio

Device = tuple[str, int, int, int]
"""Name, inputs, outputs, rate."""

MICROPHONE: Device = ("Microphone", 1, 0, 48_000)
LOUDSPEAKER: Device = ("Loudspeaker", 0, 2, 44_100)
HEADSET: Device = ("Headset", 0, 1, 16_000)

TALK = """
    import asyncio, json, os, time
    from pathlib import Path
    import sounddevice
    from tui_voice.audio.choose import Microphone, Speaker
    from tui_voice.audio.streams import BUFFER_MS
    from tui_voice.session import events as ev

    class Talk:
        def __init__(self, output):
            self.events = []
            self.changed = asyncio.Event()
            self.microphone = Microphone(self.post, time.monotonic)
            self.speaker = Speaker(self.post, time.monotonic)
            self.speaker.use(output, 0, BUFFER_MS)

        def post(self, event):
            self.events.append(event)
            self.changed.set()

        def plug_in(self, *devices):
            Path(os.environ["PLUGGED_IN"]).write_text(json.dumps(devices))

        async def until(self, condition):
            async with asyncio.timeout(30):
                while not condition():
                    self.changed.clear()
                    await self.changed.wait()

        def count(self, kind):
            return sum(isinstance(event, kind) for event in self.events)

        async def listen(self):
            self.microphone.start()
            await self.until(lambda: self.count(ev.AudioCaptured))

        async def answer(self, item_id):
            finished = self.count(ev.PlaybackFinished)
            self.speaker.play(item_id, b"\\1\\1" * 4_800)
            self.speaker.finish(item_id)
            await self.until(lambda: self.count(ev.PlaybackFinished) > finished)

        async def end(self):
            await self.microphone.close()
            await self.speaker.close()
            said = [event.message for event in self.events if hasattr(event, "message")]
            print(json.dumps({"opened": sounddevice.opened, "said": said}))
"""


def run(folder: Path, code: str, *devices: Device) -> Any:
    """What the code answers, with these devices plugged in."""
    plugged_in = folder / "devices.json"
    plugged_in.write_text(json.dumps(devices))
    place = next(iter(tests.fakes.portaudio.__path__))
    child = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{place}:{Path.cwd()}",
             "PLUGGED_IN": str(plugged_in), "LANG": os.environ.get("LANG", "C.UTF-8")},
        check=True, stdout=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    return json.loads(child.stdout)


def talk(folder: Path, steps: str, *devices: Device) -> Any:
    """Which devices were opened in a talk, and what was said."""
    return run(folder, dedent(TALK) + dedent(steps), *devices)


def test_a_new_default_speaker_takes_over_though_the_microphone_stays_open(
    tmp_path: Path,
) -> None:
    done = talk(
        tmp_path,
        f"""
        async def main():
            talk = Talk("")
            await talk.listen()
            talk.plug_in({MICROPHONE}, {HEADSET})
            await talk.answer("a")
            chunks = talk.count(ev.AudioCaptured)
            await talk.until(lambda: talk.count(ev.AudioCaptured) > chunks)
            await talk.end()

        asyncio.run(main())
        """,
        MICROPHONE,
        LOUDSPEAKER,
    )
    assert done["opened"][0] == "Microphone"
    assert sorted(done["opened"][1:]) == ["Headset", "Microphone"]
    assert done["said"] == []


def test_the_chosen_speaker_is_taken_when_it_comes_though_the_microphone_stays_open(
    tmp_path: Path,
) -> None:
    done = talk(
        tmp_path,
        f"""
        async def main():
            talk = Talk("headset")
            await talk.listen()
            await talk.answer("a")
            talk.plug_in({MICROPHONE}, {LOUDSPEAKER}, {HEADSET})
            await talk.until(lambda: len(sounddevice.opened) == 3)
            await talk.answer("b")
            await talk.end()

        asyncio.run(main())
        """,
        MICROPHONE,
        LOUDSPEAKER,
    )
    assert done["opened"] == ["Microphone", "Loudspeaker", "Microphone", "Headset"]
    assert "There is no speaker “headset”" in done["said"][0]
    assert done["said"][1:] == ["“headset” is back and is used again."]


def test_a_microphone_stays_open_while_nothing_new_is_there(tmp_path: Path) -> None:
    done = talk(
        tmp_path,
        """
        async def main():
            talk = Talk("headset")
            await talk.listen()
            await talk.answer("a")
            chunks = talk.count(ev.AudioCaptured)
            await talk.until(lambda: talk.count(ev.AudioCaptured) > chunks + 5)
            await talk.end()

        asyncio.run(main())
        """,
        MICROPHONE,
        LOUDSPEAKER,
    )
    assert done["opened"] == ["Microphone", "Loudspeaker"]


RATES_HZ = (8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000)


@pytest.mark.parametrize("channels", [1, 2, 6, 32])
def test_a_device_opens_at_its_own_rate_and_with_its_own_channels(
    tmp_path: Path, channels: int
) -> None:
    devices = [(f"at {rate_hz}", channels, channels, rate_hz) for rate_hz in RATES_HZ]
    code = """
    import json
    from tui_voice.audio.survey import survey
    found = [(s.name, s.opened.rate_hz, s.opened.channels) for s in survey() if s.opened]
    print(json.dumps(found))
    """
    expected = [[name, rate_hz, channels] for name, _, _, rate_hz in devices]
    assert run(tmp_path, dedent(code), *devices) == [*expected, *expected]

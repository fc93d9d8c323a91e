"""Machines without PortAudio or without a device; each in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

TRY_BOTH = """
    import asyncio, json, time
    from dataclasses import asdict
    from tui_voice.audio.choose import Microphone, Speaker
    from tui_voice.audio.devices import SoundDevices

    async def main():
        events = asyncio.Queue()
        microphone = Microphone(events.put_nowait, time.monotonic)
        microphone.start()
        print(json.dumps(asdict(await events.get())))
        speaker = Speaker(events.put_nowait, time.monotonic)
        speaker.play("a", bytes(960))
        speaker.finish("a")
        print(json.dumps(asdict(await events.get())))
        await microphone.close()
        await speaker.close()
        print(json.dumps(await SoundDevices().list()))

    asyncio.run(main())
"""


def python(code: str, **environment: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd()), **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.stdout.splitlines()


def test_without_portaudio_both_arms_say_how_to_install_it(tmp_path: Path) -> None:
    missing = 'raise OSError("PortAudio library not found")'
    (tmp_path / "sounddevice.py").write_text(missing)
    path = f"{tmp_path}:{Path.cwd()}"
    *failures, devices = python(TRY_BOTH, PYTHONPATH=path)
    for failure in failures:
        message = json.loads(failure)["message"]
        assert "PortAudio is missing" in message
        assert "apt install libportaudio2" in message or sys.platform != "linux"
    assert json.loads(devices) == [[], []]


def test_without_a_device_both_arms_say_so(tmp_path: Path) -> None:
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.unplugged { type hw card 31 }\n")
    microphone, speaker, devices = python(TRY_BOTH, ALSA_CONFIG_PATH=str(nothing))
    assert "No microphone found" in json.loads(microphone)["message"]
    assert "No speaker found" in json.loads(speaker)["message"]
    assert json.loads(devices) == [[], []]


def test_nothing_heavy_is_imported_before_a_device_is_opened() -> None:
    [loaded] = python(
        """
        import sys
        import tui_voice.audio.choose, tui_voice.audio.devices
        print([name for name in ("numpy", "soxr", "sounddevice") if name in sys.modules])
        """
    )
    assert loaded == "[]"

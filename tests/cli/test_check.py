"""``tui-voice devices`` and ``tui-voice check``, as a person or a script calls them."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.audio.sounds import speech
from tests.rig.pulse import Rig


@pytest.fixture
def no_sound(tmp_path: Path) -> dict[str, str]:
    """An environment in which ALSA knows no device."""
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.unplugged { type hw card 31 }\n")  # an empty one makes ALSA abort
    return {"ALSA_CONFIG_PATH": str(nothing)}


async def called(environment: dict[str, str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and what was found."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", *arguments, "--json",
        env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, json.loads(output)


def topic(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(finding for finding in found if finding["topic"] == name)


@pytest.mark.rig
async def test_the_devices_are_listed_with_the_format_in_which_they_open(rig: Rig) -> None:
    code, found = await called(rig.env, "devices")
    assert code == 0
    assert {device["direction"] for device in found} == {"microphone", "speaker"}
    assert all(device["opened"] == {"rate_hz": 24_000, "channels": 1} for device in found)


async def test_a_machine_without_sound_is_told_by_the_exit_code(no_sound: dict[str, str]) -> None:
    assert await called(no_sound, "devices") == (1, [])
    code, found = await called(no_sound, "check", "--silent", "--offline")
    assert code == 1
    assert topic(found, "microphone")["ok"] is False


async def test_what_stands_in_for_a_device_is_told_in_its_place(no_sound: dict[str, str]) -> None:
    chosen = ("--input", "question.wav", "--output", "none")
    code, found = await called(no_sound, "check", "--silent", "--offline", *chosen)
    assert code == 0
    assert topic(found, "microphone")["says"] == "question.wav stands in for a device"
    assert topic(found, "speaker")["says"] == "none stands in for a device"


async def test_over_ssh_the_check_tells_whose_sound_it_is(no_sound: dict[str, str]) -> None:
    over_ssh = {**no_sound, "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
    _, found = await called(over_ssh, "check", "--silent", "--offline")
    assert any("over SSH" in each["says"] for each in found if each["topic"] == "surroundings")


async def test_a_machine_without_portaudio_is_told_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")')
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", "devices",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, words = await process.communicate()
    assert process.returncode == 1
    assert "PortAudio is missing" in words.decode()


@pytest.mark.rig
async def test_a_machine_with_everything_passes_and_its_echo_is_found(
    mortal_rig: Rig, tmp_path: Path
) -> None:
    mortal_rig.let_echo()
    checking = asyncio.create_task(called(mortal_rig.env, "check", "--offline"))
    talking = asyncio.create_task(mortal_rig.speak(speech(tmp_path) * 5))
    code, found = await checking
    talking.cancel()
    await asyncio.wait([talking])
    assert topic(found, "recording")["ok"] is True, found
    assert re.search(r"hears the speaker, .* dB \w+ and \d+ ms later", topic(found, "echo")["says"])
    assert "headphones" in topic(found, "echo")["says"]
    assert code == 0


@pytest.mark.rig
async def test_a_microphone_of_zeros_fails_the_check(rig: Rig) -> None:
    code, found = await called(rig.env, "check", "--offline")
    assert code == 1
    assert "zeros" in topic(found, "recording")["says"]
    assert "whistle" in topic(found, "playing")["says"], "the speaker is tried all the same"


@pytest.mark.rig
async def test_without_a_microphone_the_speaker_is_tried_all_the_same(rig: Rig) -> None:
    async with rig.record() as heard:
        code, found = await called(rig.env, "check", "--offline", "--input", "nobody's")
        await heard.until(any)
    assert code == 1
    assert topic(found, "recording")["ok"] is False
    assert topic(found, "playing")["ok"] is True


@pytest.mark.rig
async def test_a_muted_microphone_fails_the_check_and_is_said_to_be_muted(mortal_rig: Rig) -> None:
    mortal_rig.mute()
    code, found = await called(mortal_rig.env, "check", "--offline")
    assert code == 1
    assert "set-source-mute" in topic(found, "recording")["says"]


async def test_a_server_that_cannot_be_reached_fails_the_check(
    no_sound: dict[str, str], unused_tcp_port: int
) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}/v1"
    code, found = await called(no_sound, "check", "--silent", "--base-url", address)
    assert topic(found, "network")["ok"] is False
    assert str(unused_tcp_port) in topic(found, "network")["says"]
    assert code == 1

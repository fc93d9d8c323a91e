"""The real app under the hands of another program."""

import asyncio
import sys
import wave
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import app_in_terminal

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]


async def ctl(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_voice", "ctl", *words,
        env={"XDG_RUNTIME_DIR": str(folder / "runtime")}, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    told, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


@pytest.fixture
def hum(tmp_path: Path) -> str:
    """A minute of something to record."""
    path = tmp_path / "hum.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes((b"\x00\x10" * 60 + b"\x00\xf0" * 60) * 200 * 60)
    return str(path)


async def test_push_to_talk(tmp_path: Path, hum: str):
    async with (
        relay() as server,
        app_in_terminal(
            tmp_path, "--base-url", server.url, "--input", hum, "--output", "none"
        ) as app,
    ):
        await app.until("● connected")
        assert await ctl(tmp_path, "start") == (0, "")
        assert await ctl(tmp_path, "start") == (0, "")
        await app.until("● recording")
        assert (await ctl(tmp_path, "status"))[1].startswith("recording · connected")
        await ctl(tmp_path, "cancel")
        await app.until("Recording discarded")
        assert await ctl(tmp_path, "stop") == (0, "")
        await ctl(tmp_path, "mute")
        await app.until("m unmute")
        await ctl(tmp_path, "say", "what is six times seven")
        await app.until("That is 42")
        await app.press("C-q")
        await app.until("exit code 0")
        assert (await ctl(tmp_path, "status"))[0] == 1


async def test_no_screen(tmp_path: Path):
    async with relay() as server:
        app = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui_voice", "--plain", "--base-url", server.url,
            "--input", "none", "--output", "none", "--no-history",
            env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "runtime")},
            stdin=PIPE, stdout=PIPE,
        )  # fmt: skip
        assert app.stdout is not None
        async with asyncio.timeout(30):
            while b"[connected]" not in await app.stdout.readline():
                pass
            assert await ctl(tmp_path, "say", "what is six times seven") == (0, "")
            while b"That is 42" not in await app.stdout.readline():
                pass
            await app.communicate(b"")  # which closes its input
        assert app.returncode == 0

"""The machine takes the processor away from the program: what that costs is counted and shown."""

import base64
from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import app_in_terminal
from tests.rig.heard import compare
from tests.rig.pulse import Rig
from tests.rig.speech import say
from tui_voice.audio.riff import parse, to_pcm

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]


async def test_an_answer_that_breaks_off_is_a_gap_on_the_screen_and_goes_on(
    rig: Rig, tmp_path: Path
) -> None:
    count = say("count to one hundred", tmp_path / "count.wav")
    async with app_in_terminal(tmp_path, "--offline", env=rig.env, columns=140) as app:
        await app.until("● connected")
        await app.press("Space")
        await app.until("recording")
        await rig.speak(count)
        async with rig.record() as answer:
            await app.press("Space")
            await answer.until(any)
            await app.kill("STOP")
            await answer.until_silent(1.0)
            broke_off = len(answer.pcm)
            await app.kill("CONT")
            await answer.until(lambda pcm: any(pcm[broke_off:]))
        await app.until(" gap")


async def test_what_was_said_meanwhile_is_not_lost(rig: Rig, tmp_path: Path) -> None:
    spoken = to_pcm(parse(say("one two three four five", tmp_path / "said.wav").read_bytes()))
    async with (
        relay() as server,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.env, columns=140) as app,
    ):
        await app.until("● connected")
        await app.press("Space")
        await app.until("recording")
        await app.kill("STOP")
        await rig.speak(spoken)
        await app.kill("CONT")
        await app.press("Space")
        await server.until(lambda: bool(server.sent("input_audio_buffer.commit")), 30.0)
        assert "mic lost" not in await app.screen()
    chunks = (base64.b64decode(e["audio"]) for e in server.sent("input_audio_buffer.append"))
    heard = compare(spoken, b"".join(chunks))
    assert heard.whole, heard

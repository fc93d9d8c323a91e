"""Hands-free turns, with everything on the way real."""

from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import app_in_terminal
from tests.rig.pulse import Rig
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]


async def test_a_person_just_talks_interrupts_and_stops_listening(rig: Rig, tmp_path: Path):
    count = say("count to one hundred", tmp_path / "count.wav")
    question = say("what is seven times six", tmp_path / "question.wav")
    async with (
        relay() as server,
        app_in_terminal(
            tmp_path, "--base-url", server.url, "--turns", "server_vad", env=rig.env
        ) as app,
    ):
        await app.until("● connected")
        assert "mic  closed" in await app.screen(), "the microphone opens only when asked"
        await app.press("Space")
        await app.until("listening")
        await rig.speak(count)
        await app.until("speaking")
        await rig.speak(question)
        await app.until("That is")
        await server.until(lambda: bool(server.sent("conversation.item.truncate")))
        assert server.sent("input_audio_buffer.commit") == [], "the server ends the turns"
        assert server.sent("response.cancel") == [], "and cancels its own answers"
        await app.until("listening")
        await app.press("Space")
        screen = await app.until("mic  closed")
        assert "cut short" in screen

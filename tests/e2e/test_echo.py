"""Hands-free beside a loudspeaker: the microphone hears every answer as loud as it is played."""

from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import app_in_terminal
from tests.rig.pulse import Rig
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

QUESTIONS = ("what is seven times six", "what is two plus three", "what is nine minus two")


@pytest.mark.parametrize("way", ["half_duplex", "cancel"])
async def test_three_answers_are_not_interrupted_by_their_echo_and_then_one_is_by_a_person(
    mortal_rig: Rig, tmp_path: Path, way: str
):
    mortal_rig.let_echo()
    questions = [say(text, tmp_path / f"{n}.wav") for n, text in enumerate(QUESTIONS)]
    count = say("count to one hundred", tmp_path / "count.wav")
    async with (
        relay() as server,
        app_in_terminal(
            tmp_path, "--base-url", server.url, "--turns", "server_vad", "--echo", way,
            env=mortal_rig.env,
        ) as app,
    ):  # fmt: skip
        await app.until("● connected")
        await app.press("Space")
        await app.until("listening")
        for question in questions:
            async with mortal_rig.record() as answer:
                await mortal_rig.speak(question)
                await answer.until_silent(1.0)
        assert server.sent("conversation.item.truncate") == [], "nobody interrupted"
        begun = [e for e in server.from_server if e["type"] == "input_audio_buffer.speech_started"]
        assert len(begun) == len(questions)
        await mortal_rig.speak(count)
        await app.until("speaking")
        await mortal_rig.speak(questions[0])
        await server.until(lambda: bool(server.sent("conversation.item.truncate")))

"""The first start on a machine with sound: everything is found, and tried out by a key."""

import asyncio
from pathlib import Path

import pytest

from tests.audio.sounds import speech
from tests.e2e.terminal import app_in_terminal
from tests.rig.pulse import Rig

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]


async def test_a_person_tries_the_sound_is_told_of_the_echo_and_talks(
    mortal_rig: Rig, tmp_path: Path
) -> None:
    mortal_rig.let_echo()
    async with app_in_terminal(
        tmp_path, "--offline", env=mortal_rig.env, columns=120, rows=40, first=True
    ) as app:
        await app.until("Welcome")
        await app.until("speech recognition")  # the last finding
        screen = await app.screen()
        assert "opens at 24000 Hz" in screen
        talking = asyncio.create_task(_talk_on(mortal_rig, speech(tmp_path)))
        await app.press("Enter")
        await app.until("did you hear it?")
        await app.until("the microphone hears the speaker")
        talking.cancel()
        await asyncio.wait([talking])
        await app.press("Space")
        await app.until(lambda text: "recording" in text and "Welcome" not in text)


async def _talk_on(rig: Rig, words: bytes) -> None:
    """Somebody speaks for as long as it takes."""
    while True:
        await rig.speak(words)

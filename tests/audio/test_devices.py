"""A microphone tried out beside the conversation."""

import asyncio
from pathlib import Path

import pytest

from tests.audio.sounds import tone
from tests.audio.test_wav import wav_file
from tui_voice.audio.devices import SoundDevices
from tui_voice.session.phases import Meter


async def heard_from(device: str) -> Meter:
    """The first level that is not silence."""
    levels = asyncio.Queue[Meter]()
    listening = asyncio.create_task(SoundDevices().listen(device, levels.put_nowait))
    try:
        async with asyncio.timeout(10):
            while (level := await levels.get()).peak_db < -60:
                pass
            return level
    finally:
        listening.cancel()
        await asyncio.wait([listening])


async def test_the_level_of_what_is_heard_is_told(tmp_path: Path) -> None:
    level = await heard_from(str(wav_file(tmp_path / "a.wav", tone(24_000))))
    assert level.peak_db > level.rms_db > -60


async def test_a_device_that_cannot_be_heard_says_so_in_words() -> None:
    with pytest.raises(OSError, match=r"nowhere\.wav"):
        await SoundDevices().listen("nowhere.wav", lambda _: None)

"""The real program in a terminal, with another microphone or speaker."""

import asyncio
import gc
import os
from collections.abc import Callable
from pathlib import Path

from tui_voice.cli.app import draw, settle
from tui_voice.cli.house import House, Now, Post
from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.profiles import ProfilesFile
from tui_voice.config.settings import Settings
from tui_voice.engine.ports import Microphone, Speaker
from tui_voice.engine.view import View
from tui_voice.ui.conversing import Conversing


def hold(
    settings: Settings,
    *,
    microphone: Callable[[Post, Now], Microphone] | None = None,
    speaker: Callable[[Post, Now], Speaker] | None = None,
) -> None:
    """Hold a conversation until the person leaves; garbage is collected as the program does."""
    path = Path(os.environ["XDG_CONFIG_HOME"], "tui-voice", "config.toml")
    gc.disable()
    settling: list[asyncio.Task[None]] = []

    async def start(publish: Callable[[View], None]) -> Conversing:
        house = House(
            settings, path, os.environ, load_catalogue(), microphone=microphone, speaker=speaker
        )
        conductor = await house.build(publish)
        settling.append(asyncio.create_task(settle()))
        return conductor

    draw(settings, start, ProfilesFile(path, os.environ, {}))

"""The app with a server that is known to bill: ``python billed_app.py BASE_URL MAX_COST``."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from tui_voice.cli.app import draw
from tui_voice.cli.house import House
from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.paths import config_file
from tui_voice.config.profiles import ProfilesFile
from tui_voice.config.settings import Settings
from tui_voice.engine.conductor import Conductor
from tui_voice.engine.view import View

BASE_URL, MAX_COST = sys.argv[1:]
SETTINGS = Settings(base_url=BASE_URL, max_cost=float(MAX_COST), input="none", output="none")


async def start(publish: Callable[[View], None]) -> Conductor:
    catalogue = replace(load_catalogue(), billed_by=(urlsplit(BASE_URL).netloc,))
    return await House(SETTINGS, config_file(), os.environ, catalogue).build(publish)


if __name__ == "__main__":
    sys.exit(draw(SETTINGS, start, ProfilesFile(config_file(), {}, {})).code)

"""Builds the house: the only place where concrete classes are named together."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path

from tui_voice.config.catalogue import Catalogue
from tui_voice.config.file import TomlSettingsFile
from tui_voice.config.settings import Settings
from tui_voice.engine.clock import SystemClock
from tui_voice.engine.conductor import Arms, Conductor
from tui_voice.engine.view import View
from tui_voice.history.none import NoHistory
from tui_voice.session.events import Event
from tui_voice.session.state import Facts, State

HEAVY = ("tui_voice.realtime.connection", "tui_voice.audio.choose")
"""Imported after the first frame, in a thread, so that neither waits for them."""


class House:
    """Everything that one run of the app is made of."""

    def __init__(
        self,
        settings: Settings,
        settings_path: Path,
        environment: Mapping[str, str],
        catalogue: Catalogue,
    ) -> None:
        self._settings = settings
        self._settings_path = settings_path
        self._environment = environment
        self._catalogue = catalogue

    async def build(self, publish: Callable[[View], None]) -> Conductor:
        """Build the arms around one inbox. On the event loop's thread."""
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        for name in HEAVY:
            await asyncio.to_thread(import_module, name)
        from tui_voice.audio.choose import Microphone, Speaker
        from tui_voice.audio.devices import SoundDevices
        from tui_voice.realtime.connection import RealtimeTransport
        from tui_voice.realtime.credentials import Credentials
        from tui_voice.realtime.endpoint import Endpoints
        from tui_voice.realtime.local_server import LocalServer

        settings = self._settings
        clock = SystemClock()
        inbox = asyncio.Queue[Event]()
        post = inbox.put_nowait
        endpoints = Endpoints(Credentials(self._environment), LocalServer())
        microphone = Microphone(post, clock.now)
        microphone.use(settings.input, settings.chunk_ms)
        speaker = Speaker(post, clock.now)
        speaker.use(settings.output, settings.prebuffer_ms)
        arms = Arms(
            microphone=microphone,
            speaker=speaker,
            transport=RealtimeTransport(post, endpoints, clock.now),
            devices=SoundDevices(),
            settings_file=TomlSettingsFile(self._settings_path),
            history=NoHistory(),
            clock=clock,
        )
        state = State(settings, Facts(self._catalogue, date.today()))
        return Conductor(state, inbox, arms, publish)

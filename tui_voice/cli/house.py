"""Builds the house: the only place where concrete classes are named together."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tui_voice.cli.recording import recorder_of
from tui_voice.config.catalogue import Catalogue
from tui_voice.config.file import TomlSettingsFile
from tui_voice.config.paths import history_file
from tui_voice.config.settings import Settings
from tui_voice.engine.clock import SystemClock
from tui_voice.engine.conductor import Arms, Conductor
from tui_voice.engine.event_log import EventLog
from tui_voice.engine.ports import History, Microphone, Speaker
from tui_voice.engine.view import View
from tui_voice.history.none import NoHistory
from tui_voice.session.events import Event
from tui_voice.session.state import Facts, State

if TYPE_CHECKING:
    from tui_voice.history.reading import KeptConversation

Post = Callable[[Event], None]
Now = Callable[[], float]

HEAVY = (
    "tui_voice.realtime.connection",
    "tui_voice.audio.choose",
    "tui_voice.history.store",
)
"""Imported after the first frame, in a thread, so that neither waits for them."""


class House:
    """Everything that one run of the app is made of.

    ``earlier`` is the conversation to go on with, if any. ``record_events`` is the file that all
    that happens is written to. ``microphone`` and ``speaker`` make others than those that the
    settings name.
    """

    def __init__(
        self,
        settings: Settings,
        settings_path: Path,
        environment: Mapping[str, str],
        catalogue: Catalogue,
        earlier: "KeptConversation | None" = None,
        *,
        record_events: Path | None = None,
        microphone: Callable[[Post, Now], Microphone] | None = None,
        speaker: Callable[[Post, Now], Speaker] | None = None,
    ) -> None:
        self._settings = settings
        self._settings_path = settings_path
        self._environment = environment
        self._catalogue = catalogue
        self._earlier = earlier
        self._record_events = record_events
        self._microphone = microphone
        self._speaker = speaker

    async def build(self, publish: Callable[[View], None]) -> Conductor:
        """Build the arms around one inbox. On the event loop's thread."""
        for name in HEAVY:
            await asyncio.to_thread(import_module, name)
        from tui_voice.audio import choose
        from tui_voice.audio.devices import SoundDevices
        from tui_voice.audio.played import Played
        from tui_voice.realtime.connection import RealtimeTransport
        from tui_voice.realtime.credentials import Credentials
        from tui_voice.realtime.endpoint import Endpoints
        from tui_voice.realtime.local_server import AT_ONCE, COMMAND, LocalServer

        settings = self._settings
        clock = SystemClock()
        inbox = asyncio.Queue[Event]()
        post = inbox.put_nowait
        local = LocalServer(COMMAND if self._speaker is None else AT_ONCE)
        endpoints = Endpoints(Credentials(self._environment), local)
        played = Played()
        open_microphone = self._microphone or partial(choose.Microphone, played=played)
        microphone = open_microphone(post, clock.now)
        microphone.use(settings.input, settings.chunk_ms)
        microphone.keep_out_echo(settings.echo_control, settings.preroll_ms, settings.output)
        open_speaker = self._speaker or partial(choose.Speaker, played=played)
        speaker = open_speaker(post, clock.now)
        speaker.use(settings.output, settings.prebuffer_ms, settings.speaker_buffer_ms)
        speaker.set_volume(0 if settings.speaker_muted else settings.volume)
        state = self._state(clock)
        event_log = EventLog()
        arms = Arms(
            microphone=microphone,
            speaker=speaker,
            transport=RealtimeTransport(post, endpoints, clock.now, tap=event_log),
            devices=SoundDevices(),
            settings_file=TomlSettingsFile(self._settings_path, settings.profile),
            history=self._history(post, clock),
            clock=clock,
            recorder=recorder_of(self._record_events, state, self._environment, post, clock.now),
            event_log=event_log,
        )
        return Conductor(state, inbox, arms, publish)

    def _history(self, post: Callable[[Event], None], clock: SystemClock) -> History:
        if not self._settings.history:
            return NoHistory()
        from tui_voice.history.store import HistoryStore

        earlier = self._earlier.id if self._earlier else None
        return HistoryStore(history_file(), post, clock.now, earlier)

    def _state(self, clock: SystemClock) -> State:
        keeps_sound = self._settings.history and self._settings.record_audio
        state = State(self._settings, Facts(self._catalogue, date.today(), keeps_sound))
        if self._earlier is None:
            return state
        # Typed turns are numbered from here: no earlier run of this conversation has used such a
        # number, and none that goes on with it at the same time will.
        numbered_from = int(clock.wall() * 1000)
        return state._replace(conversation=self._earlier.conversation, typed=numbered_from)

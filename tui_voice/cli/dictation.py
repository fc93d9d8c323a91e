"""Builds what writes down speech, and runs it to its end."""

import asyncio
import os
from collections.abc import Callable

from tui_voice.audio.choose import Microphone
from tui_voice.audio.recorded import Recorded
from tui_voice.audio.speech import LiveSpeech, RecordedSpeech
from tui_voice.cli.asides import Asides, bar
from tui_voice.cli.results import results
from tui_voice.cli.signals import until_left
from tui_voice.cli.transcript import FORMS, Transcript, clock
from tui_voice.config.catalogue import load_catalogue
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import SAMPLE_RATE_HZ
from tui_voice.engine.clock import SystemClock
from tui_voice.engine.scribe import Scribe
from tui_voice.realtime.connection import RealtimeTransport
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoints
from tui_voice.realtime.local_server import LocalServer
from tui_voice.realtime.session_kind import SessionKind
from tui_voice.session.events import Event
from tui_voice.session.transcription import Happening, Transcription

INTERRUPTED = 130


class Leaving:
    """What a signal means: the first ends a recording that is being made, the next gives up."""

    def __init__(self, scribe: Scribe, *, live: bool) -> None:
        self._scribe = scribe
        self._ends_softly = live
        self.gave_up = False

    def __call__(self) -> None:
        """A signal came."""
        if self._ends_softly:
            self._ends_softly = False
            self._scribe.stop()
        else:
            self.gave_up = True
            self._scribe.give_up()


async def dictate(
    settings: Settings,
    recorded: Recorded | None,
    form: str,
    beside: Asides,
    *,
    live: bool,
    paced: bool,
) -> int:
    """Write down a recording, or what the microphone hears; answers with the exit code.

    ``live``: it is being made while it is written down. ``paced``: send it in its own time.
    """
    time = SystemClock()
    inbox = asyncio.Queue[Happening]()
    if recorded is None:
        speech = LiveSpeech(_microphone(settings, time), time.now, beside.tell)
    else:
        speech = RecordedSpeech(recorded, time.now, live=live, paced=paced)
    credentials = Credentials(dict(os.environ))
    endpoints = Endpoints(credentials, LocalServer(), SessionKind.TRANSCRIPTION)
    transport = RealtimeTransport(inbox.put_nowait, endpoints, time.now)
    out = results(lambda: scribe.give_up())
    transcript = Transcript(FORMS[form], out, beside)
    state = Transcription(settings, load_catalogue())
    scribe = Scribe(state, inbox, speech, transport, time, transcript.take)
    leave = Leaving(scribe, live=live)
    beside.watch(lambda: _progress(scribe.state, speech.heard_s, recorded))
    with out.watched():
        await until_left(scribe.run(), leave)
    beside.rest()
    if not out.are_read:
        return 0
    transcript.end(scribe.state, speech.heard_s)
    return INTERRUPTED if leave.gave_up else int(not transcript.whole)


def _microphone(
    settings: Settings, time: SystemClock
) -> Callable[[Callable[[Event], None]], Microphone]:
    def open_microphone(post: Callable[[Event], None]) -> Microphone:
        microphone = Microphone(post, time.now)
        microphone.use(settings.input, settings.chunk_ms)
        return microphone

    return open_microphone


def _progress(state: Transcription, heard_s: float, recorded: Recorded | None) -> str:
    heard = int(heard_s * SAMPLE_RATE_HZ)
    if recorded is None and not state.all_heard:
        return f"listening … {clock(heard)} (Ctrl-C ends)"
    written = state.passages[0].start if state.passages else heard
    if recorded is None or not recorded.seconds:
        return f"{clock(written)} of {clock(heard)} heard is written down"
    whole = int(recorded.seconds * SAMPLE_RATE_HZ)
    return f"{clock(written)} of {clock(whole)} written down {bar(min(1, written / whole))}"

"""The microphone and the speaker of the house: a setting says what stands behind them.

A setting is empty (the system's default), a name, part of a name, an index, ``FILE.wav`` or
``none``. PortAudio, numpy and soxr are imported by the thread that opens the first device, so that
neither the first frame nor the event loop waits for them.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from tui_voice.audio.capture import Capture
from tui_voice.audio.device_names import Direction
from tui_voice.audio.echo_control import EchoControl
from tui_voice.audio.input import open_input
from tui_voice.audio.output import open_output
from tui_voice.audio.playback import Playback
from tui_voice.audio.played import Played
from tui_voice.audio.portaudio import is_back, is_in_the_way, is_there, look_for_new
from tui_voice.audio.sinks import ClockSink, Sink
from tui_voice.audio.sound_server import words_for_mute
from tui_voice.audio.sources import ClockSource, Source
from tui_voice.audio.suspicion import silent_words
from tui_voice.audio.wav import WavWriter, open_wav_source
from tui_voice.session.events import Event

NONE = "none"


class Microphone(Capture):
    """A microphone that ``use`` makes any device, a WAV file or silence."""

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        played: Played | None = None,
    ) -> None:
        def open_source(choice: str) -> Source:
            _load_arithmetic()
            if _means_silence(choice):
                return ClockSource(now, iter(()))
            if _means_file(choice):
                return open_wav_source(Path(choice).expanduser(), now)
            return open_input(choice, now)

        silent = silent_words(sys.platform, os.environ)
        back = partial(is_back, Direction.INPUT)
        echo = EchoControl(played or Played())
        super().__init__(
            post, now, open_source, silent=silent, is_back=back,
            is_there=partial(is_there, Direction.INPUT), is_in_the_way=is_in_the_way,
            muted=words_for_mute, echo=echo,
        )  # fmt: skip


class Speaker(Playback):
    """A speaker that ``use`` makes any device, a WAV file or silence that takes its time."""

    def __init__(
        self,
        post: Callable[[Event], None],
        now: Callable[[], float],
        played: Played | None = None,
    ) -> None:
        files = WavWriter(now)

        def open_sink(choice: str) -> Sink:
            _load_arithmetic()
            if _means_silence(choice):
                return ClockSink(now)
            if _means_file(choice):
                return files.open(Path(choice).expanduser())
            return open_output(choice, now, self.buffer_ms)

        def look(choice: str) -> None:
            if needs_device(choice):
                look_for_new(Direction.OUTPUT, choice)

        super().__init__(
            post, now, open_sink, played=played, look_for_new=look,
            is_there=partial(is_there, Direction.OUTPUT),
        )  # fmt: skip


def needs_device(choice: str) -> bool:
    """Whether a device stands behind that choice: neither a file nor silence."""
    return not (_means_silence(choice) or _means_file(choice))


def _means_silence(choice: str) -> bool:
    return choice.casefold() == NONE


def _means_file(choice: str) -> bool:
    return choice.casefold().endswith(".wav")


def _load_arithmetic() -> None:
    """Import here, in a thread, what the loop uses once sound comes: 150 ms."""
    import_module("soxr")  # and numpy with it

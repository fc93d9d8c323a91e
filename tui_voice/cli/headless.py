"""What the commands without a screen share once they run: their sound, their house."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.asides import Asides, asides
from tui_voice.cli.given import STANDARD_INPUT
from tui_voice.cli.one_turn import OneTurn
from tui_voice.cli.options import FrontDoor
from tui_voice.cli.signals import until_left
from tui_voice.cli.terminal import private_terminal
from tui_voice.config.paths import log_file
from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from tui_voice.cli.results import Results
    from tui_voice.engine.ports import Speaker
    from tui_voice.engine.view import View
    from tui_voice.history.reading import KeptConversation
    from tui_voice.session.events import Event
    from tui_voice.ui.conversing import Conversing, Start


def microphone_of(recording: str) -> Callable[..., Any]:
    """What makes a microphone that hears that WAV file, or the one on standard input, at once.

    Raises ``click.ClickException`` where it cannot be read.
    """
    from tui_voice.audio.at_once import RecordedMicrophone
    from tui_voice.audio.errors import SoundError
    from tui_voice.audio.wav import read_wav, wav_sound

    source = "Standard input" if recording == STANDARD_INPUT else recording
    try:
        with asides().shown(lambda: f"reading {source} …"):
            if recording == STANDARD_INPUT:
                pcm = wav_sound(sys.stdin.buffer.read(), source)
            else:
                pcm = read_wav(Path(recording))
    except SoundError as problem:
        raise click.ClickException(str(problem)) from problem
    return partial(RecordedMicrophone, pcm=pcm)


def speaker_into(save: Path | None) -> Callable[..., Any]:
    """What makes a speaker that waits for no clock: it keeps what it is given in a file, if any.

    Raises ``click.ClickException`` where the file cannot be written.
    """
    from tui_voice.audio.at_once import KeptSpeaker
    from tui_voice.audio.errors import SoundError
    from tui_voice.audio.wav import WavFile

    try:
        return partial(KeptSpeaker, file=WavFile(save) if save else None)
    except SoundError as problem:
        raise click.ClickException(str(problem)) from problem


def sounding_speaker(post: "Callable[[Event], None]", now: Callable[[], float]) -> "Speaker":
    """The speaker of the settings; once it fails, nothing waits for its clock any more."""
    # Imported here, when the house is built: its arms have been imported in a thread then.
    from tui_voice.audio.choose import Speaker
    from tui_voice.audio.while_sounding import WhileSounding

    return WhileSounding(post, now, Speaker)


def house_of(
    door: FrontDoor,
    settings: Settings,
    sound: Mapping[str, Callable[..., Any]],
    earlier: "KeptConversation | None" = None,
) -> "Start":
    """What builds a house; ``sound`` may name another ``microphone`` and ``speaker`` for it."""
    from tui_voice.config.catalogue import load_catalogue

    async def start(publish: "Callable[[View], None]") -> "Conversing":
        house = await asyncio.to_thread(import_module, "tui_voice.cli.house")
        catalogue, environment = load_catalogue(), dict(os.environ)
        named = {"record_events": door.record_events, **sound}
        built = house.House(settings, door.settings_path, environment, catalogue, earlier, **named)
        return await built.build(publish)

    return start


@contextmanager
def undisturbed() -> Generator[Asides]:
    """Keep what libraries write out of standard error: it goes to the log.

    Raises ``click.ClickException`` where there can be no log.
    """
    try:
        terminal = private_terminal(log_file())
    except OSError as problem:
        raise click.ClickException(f"The log file cannot be written: {problem}") from problem
    with terminal:
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        yield asides()


def hold(turn: OneTurn, start: "Start", results: "Results | None" = None) -> int:
    """Hold the turn to its end; answers with the exit code of the signal that ended it, or 0.

    ``results`` are watched meanwhile.
    """

    async def held() -> int:
        with results.watched() if results else nullcontext():
            return await until_left(turn.run(start), turn.leave)

    return asyncio.run(held())

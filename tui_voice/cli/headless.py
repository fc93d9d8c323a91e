"""What the commands without a screen share: their text, their sound, their house."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.asides import Asides, asides
from tui_voice.cli.options import FrontDoor
from tui_voice.cli.terminal import private_terminal
from tui_voice.config.paths import log_file
from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from tui_voice.engine.view import View
    from tui_voice.history.reading import KeptConversation
    from tui_voice.ui.conversing import Conversing, Start

# What takes long to import is imported when a command runs, not for its help.

STANDARD_INPUT = "-"

save_option = click.option(
    "--save",
    metavar="FILE.wav",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=False),
    help="Write the sound into a WAV file, as fast as it comes, instead of playing it.",
)
"""Gives a command the parameter ``save``: a path or None."""


def text_given(words: Sequence[str]) -> str:
    """The text of a command line: its words, or standard input for a single ``-``.

    Raises ``click.UsageError`` where there is none.
    """
    piped = tuple(words) == (STANDARD_INPUT,)
    text = (sys.stdin.read() if piped else " ".join(words)).strip()
    if not text:
        raise click.UsageError("Standard input held no text." if piped else "There is no text.")
    return text


def microphone_of(recording: str) -> Callable[..., Any]:
    """What makes a microphone that hears that WAV file, or the one on standard input, at once.

    Raises ``click.ClickException`` where it cannot be read.
    """
    from tui_voice.audio.at_once import RecordedMicrophone
    from tui_voice.audio.errors import SoundError
    from tui_voice.audio.wav import read_wav, wav_sound

    try:
        if recording == STANDARD_INPUT:
            pcm = wav_sound(sys.stdin.buffer.read(), "Standard input")
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

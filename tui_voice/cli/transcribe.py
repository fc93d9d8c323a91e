"""``tui-voice transcribe``: write down what is said, in a recording or into the microphone."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_voice.cli.given import STANDARD_INPUT
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.config.values import DEFAULTS

if TYPE_CHECKING:
    from tui_voice.audio.recorded import Recorded


@click.command(cls=Command)
@click.argument(
    "source", metavar="[FILE.wav | -]", type=click.Path(allow_dash=True), required=False
)
@click.option("--json", "form", flag_value="json", help="A JSON object for each line.")
@click.option("--srt", "form", flag_value="srt", help="Subtitles (SubRip).")
@click.option("--language", metavar="CODE", help="Language that is spoken, such as de.")
@click.option("--raw", is_flag=True, help="The source is bare PCM: 24 kHz, mono, 16 bit.")
@click.option("--realtime", is_flag=True, help="Send a file no faster than it was said.")
@click.pass_obj
def transcribe(
    door: FrontDoor,
    source: str | None,
    form: str | None,
    language: str | None,
    raw: bool,
    realtime: bool,
) -> int:
    """Write down what is said, a line for each passage, as soon as its words are final.

    Listens to the microphone until Ctrl-C, or reads a WAV file ('-' reads standard input, also
    one that never ends) as fast as the server writes. After a lost connection what was not
    written down yet is sent again.

    Exit code 1 where something could not be written down; it is then said from when to when.
    The first Ctrl-C ends the recording: what was said is still written down, exit code 0.
    The second, or the first while a file is read, gives up: exit code 130.

    \b
    Examples:
      tui-voice transcribe
      tui-voice transcribe interview.wav --srt > interview.srt
      ffmpeg -i talk.mp4 -f wav - | tui-voice transcribe - --language de
      arecord -f S16_LE -r 24000 -t raw | tui-voice transcribe --raw -
    """
    if source is None and (raw or realtime):
        raise click.UsageError("--raw and --realtime are for a FILE or '-'.")
    settings = door.settings
    settings = replace(
        settings,
        transcription_model=settings.transcription_model or DEFAULTS.transcription_model,
        transcription_language=language or settings.transcription_language,
    )
    recorded = None if source is None else _recorded(source, raw=raw)

    import asyncio

    from tui_voice.cli.dictation import dictate
    from tui_voice.cli.headless import undisturbed

    with undisturbed() as beside:
        live = source in (None, STANDARD_INPUT)
        written = dictate(settings, recorded, form or "text", beside, live=live, paced=realtime)
        return asyncio.run(written)


def _recorded(source: str, *, raw: bool) -> "Recorded":
    """The recording of that name. Raises ``click.ClickException`` where it cannot be read."""
    from tui_voice.audio.errors import SoundError
    from tui_voice.audio.recorded import RecordedPcm, RecordedWav

    piped = source == STANDARD_INPUT
    try:
        file = sys.stdin.buffer if piped else Path(source).open("rb")  # noqa: SIM115
        # Closed with the program, which lives for this file alone.
        return (
            RecordedPcm(file) if raw else RecordedWav(file, "Standard input" if piped else source)
        )
    except OSError as problem:
        raise click.ClickException(f"Cannot read {source}: {problem.strerror}.") from problem
    except SoundError as problem:
        raise click.ClickException(str(problem)) from problem

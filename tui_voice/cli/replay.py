"""``tui-voice replay``: a recorded conversation, on the same screen, without a network."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_voice.cli.app import on_terminal
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.config.profiles import ProfilesFile

if TYPE_CHECKING:
    from tui_voice.config.keys import Keymap
    from tui_voice.config.settings import Settings
    from tui_voice.engine.recording import Recording
    from tui_voice.session.events import Event
    from tui_voice.ui.replay_app import ReplayApp


@click.command(cls=Command)
@click.argument("file", metavar="FILE.jsonl", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--speed",
    type=click.FloatRange(0.25, 64),
    default=1.0,
    show_default=True,
    help="How fast; only at 1 there is sound.",
)
@click.pass_obj
def replay(door: FrontDoor, file: Path, speed: float) -> int:
    """Play back what --record-events has written, on the same screen, without a network.

    space holds it still, or lets it go on; ← and → go 5 seconds back or forth, with shift 30; + and
    - change the speed; f12 shows the events. The answers are heard through the speaker. Lines that
    cannot be read are skipped and counted.

    \b
    Examples:
      tui-voice --record-events talk.jsonl         record first
      tui-voice replay talk.jsonl
      tui-voice replay --speed 4 bug.jsonl
      tui-voice replay --output none bug.jsonl     without sound
    """
    settings = door.settings
    keys = ProfilesFile(door.settings_path, os.environ, {}).keymap()
    recording = _read(file)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.ClickException("A replay needs a terminal for its keys and its screen.")
    try:
        return on_terminal(lambda: _app(settings, recording, speed, keys))[1]
    except OSError as problem:
        raise click.ClickException(f"The log file cannot be written: {problem}") from problem


def _read(file: Path) -> "Recording":
    """Raises ``click.ClickException`` where the file is no recording."""
    # Imported here: the help needs none of it.
    from tui_voice.cli.asides import asides, bar
    from tui_voice.engine.recording import NotARecordingError, read_recording

    try:
        with file.open("rb") as lines:
            size = max(1, file.stat().st_size)
            with asides().shown(lambda: f"reading {file} … {bar(lines.tell() / size)}"):
                return read_recording(lines)
    except OSError as problem:
        raise click.ClickException(f"Cannot read {file}: {problem.strerror}.") from problem
    except NotARecordingError as problem:
        raise click.ClickException(f"{file} is no recording that can be read: {problem}.") from None


def _app(settings: "Settings", recording: "Recording", speed: float, keys: "Keymap") -> "ReplayApp":
    """The app that plays it, with the sound of this machine."""
    from tui_voice.audio.choose import Speaker
    from tui_voice.audio.devices import SoundDevices
    from tui_voice.config.catalogue import load_catalogue
    from tui_voice.engine.clock import SystemClock
    from tui_voice.engine.replay import Replay
    from tui_voice.ui.replay_app import ReplayApp

    clock = SystemClock()
    speaker = Speaker(_of_no_interest, clock.now)
    speaker.use(settings.output, settings.prebuffer_ms, settings.speaker_buffer_ms)
    speaker.set_volume(0 if settings.speaker_muted else settings.volume)
    told = Replay(recording, load_catalogue(), clock, speaker, SoundDevices(), speed)
    return ReplayApp(settings, told, keys)


def _of_no_interest(event: "Event") -> None:
    """What the speaker reports: what was heard is in the recording already."""

"""``tui-voice`` without a command: the app."""

import asyncio
import gc
import logging
import os
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tui_voice.cli.archive import HistoryArchive
from tui_voice.cli.checkup import ScreenCheckup
from tui_voice.cli.signals import until_left
from tui_voice.cli.terminal import let_go_of_a_lost_terminal, private_terminal, read_piped_secret
from tui_voice.config.paths import history_file, log_file
from tui_voice.config.profiles import ProfilesFile
from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from click import ClickException

    from tui_voice.engine.view import View
    from tui_voice.history.reading import KeptConversation
    from tui_voice.ui.app import VoiceApp
    from tui_voice.ui.conversing import Conversing, Start


COLLECTIONS = (700, 10, 100)
"""When garbage is collected: as Python does, but a full collection ten times less often.

It looks through all that was imported since the first frame, too: 70 ms without an answer to a key.
"""


FIRST_SOUND = ("numpy", "soxr")
"""What the first sound needs; if that imported it, keys would wait up to 50 ms meanwhile."""


FRAMES_A_SECOND = "500"
"""At Textual's own 60, one letter in ten waits 30 ms to be seen while an answer comes, at 240 7 ms,
so 5. No more is drawn or written than at 60: only what has changed is."""


class Left(NamedTuple):
    """How the screen was left: exit code, the conversation to go on with, settings in force."""

    code: int
    continued: str | None
    settings: Settings


def run_app(
    settings: Settings,
    settings_path: Path,
    continued: str | None = None,
    *,
    plain: bool = False,
    record_events: Path | None = None,
    flags: "Mapping[str, Any] | None" = None,
) -> int:
    """Open the app and hold the conversation; answers with the exit code.

    ``continued`` names the conversation to go on with; ``plain`` is without a screen;
    ``record_events`` is a file for all that happens; ``flags`` are the settings that the command
    line gave, which stay above every profile. Raises ``click.ClickException`` where there
    is no such conversation, or no terminal to draw on.
    """
    earlier = _earlier(continued)
    environment = dict(os.environ)
    if settings.token_file == "-":  # noqa: S105 # the name of standard input, no secret
        environment["TUI_VOICE_TOKEN"] = _piped_secret()
    if not plain and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise _failure(
            "The app needs a terminal for its keys and its screen: over SSH 'ssh -t' gives it one, "
            "and --plain needs none."
        )

    settling: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected

    async def build(publish: "Callable[[View], None]") -> "Conversing":
        # Imported here: the first frame needs neither the rules nor what performs them.
        house = await asyncio.to_thread(import_module, "tui_voice.cli.house")
        from tui_voice.config.catalogue import load_catalogue

        catalogue = load_catalogue()
        built = house.House(
            settings, settings_path, environment, catalogue, earlier, record_events=record_events
        )
        conductor = await built.build(publish)
        settling.append(asyncio.create_task(settle()))
        return conductor

    async def start(publish: "Callable[[View], None]") -> "Conversing":
        from tui_voice.cli.control.controlled import controlled  # as above

        return await controlled(build)(publish)

    try:
        if plain:
            return tell(start)
        profiles = ProfilesFile(settings_path, environment, flags or {})
        first = not settings_path.exists() and not history_file().exists()
        left = draw(settings, start, profiles, first=first)
        while left.continued is not None:
            earlier, settings = _earlier(left.continued), left.settings
            left = draw(settings, start, profiles)
        return left.code
    except OSError as problem:
        raise _failure(f"The log file cannot be written: {problem}") from problem


async def settle() -> None:
    """Import the rest while nothing sounds yet; then begin to collect garbage."""
    for name in FIRST_SOUND:
        with suppress(ImportError):  # which the device that needs it tells
            await asyncio.to_thread(import_module, name)
    gc.freeze()  # what stays for good: no collection has to look through it while we talk
    gc.set_threshold(*COLLECTIONS)
    gc.enable()


def draw(
    settings: Settings, start: "Start", profiles: ProfilesFile, *, first: bool = False
) -> Left:
    """Hold the conversation that ``start`` begins on this terminal, until the person leaves.

    ``first`` is the first time ever. Raises as ``on_terminal``.
    """

    def build() -> "VoiceApp":
        from tui_voice.ui.app import VoiceApp

        return VoiceApp(
            settings,
            start,
            archive=HistoryArchive(history_file()),
            preferences=profiles,
            checkup=ScreenCheckup(settings),
            keys=profiles.keymap(),
            first=first,
        )

    app, signalled = on_terminal(build)
    return Left(signalled, app.continued, app.view.settings)


def on_terminal(build: "Callable[[], VoiceApp]") -> "tuple[VoiceApp, int]":
    """Show the app that ``build`` makes on this terminal until the person leaves it.

    Answers with the app and the exit code; a signal that ends programs is a wish to leave, too.
    ``build`` imports what it needs of Textual, which takes hold of the terminal as it finds it.
    Raises ``OSError`` where the log file cannot be written, ``click.ClickException`` where we
    failed.
    """
    with private_terminal(log_file()):
        # Before Textual takes hold of sys.stderr; from now on that is the log file.
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        # Before it is imported. After one frame Textual lets up to two periods pass until the next,
        # a key's too; how often an answer is painted is for the conductor to say.
        os.environ.setdefault("TEXTUAL_FPS", FRAMES_A_SECOND)
        app = build()
        from tui_voice.ui.titles import own_title

        with own_title(sys.__stderr__):
            leave = partial(app.call_later, app.leave)
            running = until_left(app.run_async(), leave, let_go_of_a_lost_terminal)
            signalled = asyncio.run(running)
    if app.return_code:
        raise _failure(f"The app has failed, by a mistake of its own: {log_file()} has more.")
    return app, signalled


def tell(start: "Start") -> int:
    """Hold the conversation that ``start`` begins by lines, until the person leaves.

    Answers with the exit code. Raises ``OSError`` where the log file cannot be written.
    """
    with private_terminal(log_file()):  # what sound libraries write must not stand between lines
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        from tui_voice.cli.plain import talk_plainly

        talk = talk_plainly()
        return asyncio.run(until_left(talk.run(start), talk.leave))


def _earlier(wanted: str | None) -> "KeptConversation | None":
    if wanted is None:
        return None
    from tui_voice.cli.kept import kept_conversation

    return kept_conversation(wanted)


def _failure(sentence: str) -> "ClickException":
    import click  # which no start that goes well waits for

    return click.ClickException(sentence)


def _piped_secret() -> str:
    try:
        secret = read_piped_secret()
    except OSError as problem:
        raise _failure(
            "--token-file - reads the secret from standard input, but then there is no terminal "
            "left for the keys. Use --token-file FILE."
        ) from problem
    if not secret:
        raise _failure("--token-file -: standard input held no secret.")
    return secret

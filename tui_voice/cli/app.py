"""``tui-voice`` without a command: the app."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_voice.cli.continuing import earlier_conversation
from tui_voice.cli.terminal import private_terminal, read_piped_secret
from tui_voice.config.paths import log_file
from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from tui_voice.history.reading import KeptConversation


def run_app(settings: Settings, settings_path: Path, continued: str | None = None) -> int:
    """Open the app and hold the conversation; answers with the exit code.

    ``continued`` names the conversation to go on with. Raises ``click.ClickException`` where
    there is no such conversation, or no terminal to draw on.
    """
    earlier = earlier_conversation(continued) if continued is not None else None
    environment = dict(os.environ)
    if settings.token_file == "-":  # noqa: S105 # the name of standard input, no secret
        environment["TUI_VOICE_TOKEN"] = _piped_secret()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.ClickException("The app needs a terminal for its keys and its screen.")
    try:
        with private_terminal(log_file()):
            return _open(settings, settings_path, environment, earlier)
    except OSError as problem:
        raise click.ClickException(f"The log file cannot be written: {problem}") from problem


def _open(
    settings: Settings,
    settings_path: Path,
    environment: dict[str, str],
    earlier: "KeptConversation | None",
) -> int:
    # Imported here: Textual takes hold of the terminal as it finds it.
    from tui_voice.cli.house import House
    from tui_voice.config.catalogue import load_catalogue
    from tui_voice.ui.app import VoiceApp

    catalogue = load_catalogue()
    house = House(settings, settings_path, environment, catalogue, earlier)
    app = VoiceApp(settings, catalogue, house.build)
    app.run()
    return app.return_code or 0


def _piped_secret() -> str:
    try:
        secret = read_piped_secret()
    except OSError as problem:
        raise click.ClickException(
            "--token-file - reads the secret from standard input, but then there is no terminal "
            "left for the keys. Use --token-file FILE."
        ) from problem
    if not secret:
        raise click.ClickException("--token-file -: standard input held no secret.")
    return secret

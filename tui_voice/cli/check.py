"""``tui-voice check``: whether everything that a spoken conversation needs is there."""

import json
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from tui_voice.cli.finding import Finding
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.config.settings import Settings

if TYPE_CHECKING:
    from tui_voice.cli.asides import Asides

CONNECT_S = 5.0
MARKS = {True: "ok  ", False: "FAIL", None: "note"}


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
@click.option("--silent", is_flag=True, help="Neither record nor play anything.")
@click.pass_obj
def check(door: FrontDoor, as_json: bool, silent: bool) -> int:
    """Check sound, network, credentials and offline packages, each in one line.

    Records for two seconds, plays that back, and plays a chirp to hear whether the microphone
    hears the speaker. Exit code 1 when something that is needed is missing.

    \b
    Examples:
      tui-voice check
      tui-voice check --silent --json
      tui-voice check --input "USB headset" --base-url http://localhost:8000/v1
    """
    from tui_voice.cli.asides import asides
    from tui_voice.cli.quiet import quiet_libraries

    settings = door.settings
    found: list[Finding] = []
    with quiet_libraries() as people:
        findings = _findings(settings, silent=silent, as_json=as_json)
        for finding in _waited_for(findings, asides(people)):
            found.append(finding)
            if not as_json:
                click.echo(f"{MARKS[finding.ok]}  {finding.topic}: {finding.says}")
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in found], ensure_ascii=False))
    return 1 if any(finding.ok is False for finding in found) else 0


def _waited_for(findings: Iterator[Finding], beside: "Asides") -> Iterator[Finding]:
    """The findings, with a word to the person where one takes its time."""
    while True:
        with beside.shown(lambda: "looking …"):
            finding = next(findings, None)
        if finding is None:
            return
        yield finding


def looks(settings: Settings) -> Iterator[Finding]:
    """All that can be found out without a sound. Blocks."""
    from tui_voice.cli.sound_check import devices, surroundings

    yield from devices(settings)
    yield from surroundings()
    yield from _server(settings)
    yield from _offline()


def _findings(settings: Settings, *, silent: bool, as_json: bool) -> Iterator[Finding]:
    from tui_voice.cli.sound_check import trials

    yield from looks(settings)
    if not silent:
        if not as_json:
            click.echo("      (say something: two seconds are recorded and played back)")
        yield from trials(settings)


def _server(settings: Settings) -> Iterator[Finding]:
    """Credentials, and the way to the server they are for."""
    sources = {
        "TUI_VOICE_TOKEN": bool(os.environ.get("TUI_VOICE_TOKEN")),
        "token_file": bool(settings.token_file),
        "token_url": bool(settings.token_url),
        "token_command": bool(settings.token_command),
        "OPENAI_API_KEY": bool(os.environ.get("OPENAI_API_KEY")),
    }
    source = next((name for name, there in sources.items() if there), "")
    if settings.offline or not (source or settings.base_url):
        why = "offline was chosen" if settings.offline else "no credential: set OPENAI_API_KEY"
        yield Finding("server", None, f"{why}; the app talks to its own offline server")
        return
    yield Finding("credentials", True if source else None, source or "none; the server may do so")
    from tui_voice.realtime.address import address_of
    from tui_voice.realtime.errors import UnreachableError

    try:
        root = urlsplit(address_of(settings.base_url).root)
    except UnreachableError as refusal:
        yield Finding("network", False, refusal.fault.message)
        return
    yield _network(root.hostname or "", root.port or (443 if root.scheme == "https" else 80))


def _network(host: str, port: int) -> Finding:
    try:
        socket.create_connection((host, port), CONNECT_S).close()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Finding("network", False, f"{host}, port {port}, cannot be reached: {reason}")
    return Finding("network", True, f"{host} answers on port {port}")


def _offline() -> Iterator[Finding]:
    from tui_voice.offline.parts import find_parts

    missing = find_parts().missing
    for line in missing:
        yield Finding("offline", None, line)
    if not missing:
        yield Finding("offline", True, "speech recognition and a voice are installed")

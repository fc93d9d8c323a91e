"""``tui-voice serve``: the offline server as a program of its own."""

import json
import os
from functools import partial
from typing import TYPE_CHECKING

import click

from tui_voice.cli.model_options import endpoints, model_options
from tui_voice.cli.options import Command

if TYPE_CHECKING:
    from tui_voice.offline.parts import Parts

KEY_VARIABLE = "TUI_VOICE_SERVE_TOKEN"
"""The API key that clients need when others than this machine can come in."""

# The server's packages are heavy and are imported when it runs, not when the commands are listed.


@click.command("serve", cls=Command)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; where others can come in, clients need the API key in"
    f" {KEY_VARIABLE}, or one that is made up and printed.",
)
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--pace",
    default=4.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="How many times faster than it is heard the sound of an answer is sent.",
)
@click.option(
    "--only-model",
    "models",
    multiple=True,
    metavar="NAME",
    help="Refuse every other model name (may be given more than once).",
)
@click.option(
    "--max-session",
    "max_session_s",
    default=3600.0,
    show_default=True,
    metavar="S",
    type=click.FloatRange(min=1),
    help="End a session after so many seconds.",
)
@click.option(
    "--tls-cert",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Serve https and wss with this certificate (PEM).",
)
@click.option(
    "--tls-key",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The certificate's private key (PEM), unless it is in the same file.",
)
@model_options
@click.option("--json", "as_json", is_flag=True, help="Print address and parts as a line of JSON.")
@click.option("--parent-stdin", is_flag=True, help="End when standard input ends.")
def serve(
    host: str,
    port: int,
    pace: float,
    models: tuple[str, ...],
    max_session_s: float,
    tls_cert: str | None,
    tls_key: str | None,
    as_json: bool,
    parent_stdin: bool,
    **models_behind: str,
) -> None:
    """Run the offline server: a small Realtime server on this machine.

    It listens, recognises speech, answers everyday questions, and speaks. Any client of the
    Realtime protocol can use it: base URL http://127.0.0.1:8765/v1, any API key.

    Put models of your own behind it with --llm, --stt and --tts: OpenAI-compatible endpoints,
    whose API keys come from TUI_VOICE_LLM_KEY, TUI_VOICE_STT_KEY and TUI_VOICE_TTS_KEY.

    \b
    Examples:
      tui-voice serve
      tui-voice serve --llm http://localhost:11434/v1 --llm-model llama3.2
      tui-voice serve --host 0.0.0.0 --port 9000
    """
    import asyncio

    from tui_voice.offline.parts import find_parts
    from tui_voice.offline.server import OfflineServer
    from tui_voice.offline.serving import run, tls_from

    if not host:
        raise click.BadParameter("an address is needed.", param_hint="--host")
    parts = find_parts(endpoints(models_behind, os.environ))

    token = _token_for(host)

    server = OfflineServer(
        parts,
        pace=pace,
        models=frozenset(models) or None,
        max_session_s=max_session_s,
        token=token,
    )
    try:
        tls = tls_from(tls_cert, tls_key) if tls_cert else None
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"The certificate cannot be used: {reason}.") from error
    announce = partial(_announce, parts, token, as_json=as_json)
    serving = run(server, host, port, announce=announce, until_stdin_ends=parent_stdin, tls=tls)
    try:
        asyncio.run(serving)
    except KeyboardInterrupt:
        pass
    except UnicodeError as error:  # of a name that is too long to be looked up
        raise click.BadParameter(f"'{host}' is no address.", param_hint="--host") from error
    except OSError as error:
        # asyncio's own words repeat the address; a name that is not known has no other.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise click.ClickException(f"Cannot listen on {host}, port {port}: {reason}.") from error


def _announce(parts: "Parts", token: str | None, url: str, *, as_json: bool) -> None:
    if as_json:
        report = {"url": url, "parts": parts.names(), "missing": list(parts.missing)}
        click.echo(json.dumps({**report, "token": token} if token else report))
        return
    click.echo(f"The offline server listens on {url} (end it with Ctrl-C).")
    for part, name in parts.names().items():
        click.echo(f"  {part.replace('_', ' ')}: {name or 'none'}")
    if token:
        click.echo(f"Others can reach it: clients need the API key {token}")
    for line in parts.missing:
        click.echo(f"  {line}")


def _token_for(host: str) -> str | None:
    """The API key clients need: none on this machine, and one wherever others can come in."""
    import secrets

    from tui_voice.offline.access import is_loopback

    if is_loopback(host):
        return None
    return os.environ.get(KEY_VARIABLE) or secrets.token_urlsafe(24)

"""``tui-voice token``: an ephemeral secret for another machine, made with the key of this one."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tui_voice.cli.options import Command, FrontDoor
from tui_voice.config.settings import MEANINGS, Settings

if TYPE_CHECKING:
    from tui_voice.realtime.secret import Secret

# The network arm is imported when the command runs, not when its help is asked for.

_LIMITS = MEANINGS["token_seconds"].limits or (10, 7200)


@click.command(cls=Command)
@click.option(
    "--seconds",
    type=click.IntRange(int(_LIMITS[0]), int(_LIMITS[1])),
    help="How long it can open connections; the setting token_seconds if not given.",
)
@click.pass_obj
def token(door: FrontDoor, seconds: int | None) -> None:
    """Mint and print an ephemeral secret, so that another machine never sees your key.

    \b
    Example:
      TUI_VOICE_TOKEN=$(ssh machine-with-the-key tui-voice token) tui-voice
    """
    import asyncio

    from tui_voice.cli.asides import asides
    from tui_voice.realtime.errors import UnreachableError

    settings = door.settings
    if seconds is not None:
        settings = replace(settings, token_seconds=seconds)
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    try:
        with asides().shown(lambda: "asking for a secret …"):
            secret = asyncio.run(_mint(settings, key))
    except UnreachableError as refusal:
        raise click.ClickException(refusal.fault.message) from None
    click.echo(secret.reveal())
    click.echo(f"It opens connections for {settings.token_seconds} seconds.", err=True)


async def _mint(settings: Settings, key: str) -> "Secret":
    from tui_voice.realtime.address import address_of
    from tui_voice.realtime.errors import UnreachableError
    from tui_voice.realtime.minting import mint
    from tui_voice.realtime.secret import secret_in
    from tui_voice.realtime.session_kind import SessionKind, first_session

    if not key:
        raise UnreachableError(
            "There is no key to mint a secret with: set OPENAI_API_KEY.", retry=False
        )
    address = address_of(settings.base_url)
    secret = await mint(
        secret_in(key, "OPENAI_API_KEY"),
        address,
        first_session(SessionKind.CONVERSATION, settings),
        settings.token_seconds,
    )
    if secret is None:
        raise UnreachableError(f"{address.server} makes no ephemeral secrets.", retry=False)
    return secret

"""With what a connection is opened, in the order in which a person would expect it."""

import asyncio
import importlib
import os
import shlex
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tui_voice.config.settings import Settings
from tui_voice.realtime.address import Address, address_of
from tui_voice.realtime.errors import UnreachableError, of_status
from tui_voice.realtime.minting import mint
from tui_voice.realtime.secret import Secret, secret_in
from tui_voice.realtime.session_kind import SessionKind, first_session
from tui_voice.session.events import Credential

STANDARD_INPUT = "-"
"""The token file that is none."""

_A_KEY_INSTEAD = (
    "What you gave as a token is a key (sk-…), which opens everything: put it into OPENAI_API_KEY."
)

_COMMAND_S = 30.0
"""A command may ask a password store, or a person's fingerprint; longer it does not take."""
_BACKEND_S = 10.0
_LONGEST_ANSWER = 65_536


@dataclass(frozen=True, slots=True)
class Grant:
    """What opens the connection, and what the person should know about it."""

    secret: Secret
    credential: Credential
    note: str = ""


class Credentials:
    """Finds a secret anew for every connection.

    ``environ`` is read for ``TUI_VOICE_TOKEN`` and ``OPENAI_API_KEY``; ``read_stdin`` is called
    once, on a thread, when the token file is ``-``.
    """

    def __init__(
        self, environ: Mapping[str, str], read_stdin: Callable[[], str] = lambda: sys.stdin.read()
    ) -> None:
        self._environ = environ
        self._read_stdin = read_stdin
        self._from_stdin: Secret | None = None

    async def find(
        self,
        settings: Settings,
        address: Address,
        kind: SessionKind = SessionKind.CONVERSATION,
    ) -> Grant | None:
        """What opens a connection to ``address``, or None where the person has given nothing.

        Raises ``UnreachableError`` where what was given does not lead to a secret.
        """
        if token := await self._token(settings, kind):
            if not token.lasting:
                return Grant(token, Credential.EPHEMERAL)
            grant = await _from_key(token, settings, address, kind)
            return replace(grant, note=f"{_A_KEY_INSTEAD} {grant.note}".strip())
        if key := self._environ.get("OPENAI_API_KEY", "").strip():
            return await _from_key(secret_in(key, "OPENAI_API_KEY"), settings, address, kind)
        return None

    async def _token(self, settings: Settings, kind: SessionKind) -> Secret | None:
        if text := self._environ.get("TUI_VOICE_TOKEN", "").strip():
            return secret_in(text, "TUI_VOICE_TOKEN")
        if settings.token_file == STANDARD_INPUT:
            return await self._standard_input()
        if settings.token_file:
            return await asyncio.to_thread(_from_file, Path(settings.token_file))
        if settings.token_url:
            return await _from_backend(settings, kind)
        if settings.token_command.strip():
            return await self._from_command(settings.token_command)
        return None

    async def _standard_input(self) -> Secret:
        if self._from_stdin is None:
            text = await asyncio.to_thread(self._read_stdin)
            self._from_stdin = secret_in(text, "Standard input")
        return self._from_stdin

    async def _from_command(self, command: str) -> Secret:
        try:
            process = await asyncio.create_subprocess_exec(
                *shlex.split(command, posix=os.name != "nt"),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,
                env=dict(self._environ),
            )
        except (OSError, ValueError):
            raise UnreachableError(
                "token_command cannot be run: check the command in the settings.", retry=False
            ) from None
        try:
            output, _ = await asyncio.wait_for(process.communicate(), _COMMAND_S)
        except TimeoutError:
            raise UnreachableError(
                f"token_command did not end within {_COMMAND_S:.0f} seconds.", retry=False
            ) from None
        finally:
            if process.returncode is None:
                process.kill()
        if code := process.returncode:
            raise UnreachableError(
                f"token_command failed (exit code {code}): run it by hand to see why.", retry=False
            )
        return secret_in(output.decode(errors="replace"), "The output of token_command")


async def _from_key(key: Secret, settings: Settings, address: Address, kind: SessionKind) -> Grant:
    if address.azure:
        note = "Azure takes the key itself: it was sent in the api-key header."
        return Grant(key, Credential.BEARER, note)
    session = first_session(kind, settings)
    if secret := await mint(key, address, session, settings.token_seconds):
        return Grant(secret, Credential.EPHEMERAL)
    note = "This server makes no ephemeral secrets: your key itself was sent as a bearer token."
    if not address.encrypted:
        note += " Nothing on the way there is encrypted."
    return Grant(key, Credential.BEARER, note)


def _from_file(path: Path) -> Secret:
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UnreachableError(
            f"The token file {path} cannot be read ({why}): check token_file.", retry=False
        ) from None
    return secret_in(text, f"The token file {path}")


async def _from_backend(settings: Settings, kind: SessionKind) -> Secret:
    """Ask the backend with the body the protocol's own secrets route takes; it may ignore it."""
    await asyncio.to_thread(importlib.import_module, "aiohttp")
    import aiohttp

    backend = address_of(settings.token_url)
    body = {
        "expires_after": {"anchor": "created_at", "seconds": settings.token_seconds},
        "session": first_session(kind, settings),
    }
    limit = aiohttp.ClientTimeout(total=_BACKEND_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=not backend.loopback) as session,
            session.post(settings.token_url, json=body) as answer,
        ):
            text = await answer.content.read(_LONGEST_ANSWER)
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        raise UnreachableError(
            f"The backend at {backend.server} does not answer: check token_url.", retry=True
        ) from None
    if status >= 300:
        fault = of_status(backend.server, status)
        raise UnreachableError(fault.message, retry=fault.retry)
    return secret_in(text.decode(errors="replace"), "The answer of token_url")

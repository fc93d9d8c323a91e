"""No secret reaches a log, an event, an error message or the screen, whatever happens."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from aiohttp import web

from tests.fakes.inbox import Inbox
from tests.fakes.realtime_server import Close, RealtimeServer, Script, emit
from tests.realtime.talking import talking
from tui_voice.config.settings import Settings
from tui_voice.session.events import ConnectionLost, ConnectionOpened, ConnectionRefused

KEY = "hush-key"
SECRET = "hush-secret"
MINTED = (200, {"value": SECRET, "expires_at": 1, "session": {"type": "realtime", "id": "s"}})
REFUSED_KEY = (401, {"error": {"code": "odd", "message": "Incorrect API key: hush-key"}})
TALK: Script = [emit("session.created", session={}), Close(1011)]


@pytest.fixture
async def everything_said(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> AsyncGenerator[Inbox]:
    """All logs at their most talkative; what was said is searched at the end."""
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    said = Inbox()
    yield said
    printed = capfd.readouterr()
    text = "\n".join([caplog.text, repr(caplog.records), repr(said.events), *printed])
    assert said.events
    assert "hush" not in text


async def talk(said: Inbox, environ: dict[str, str], settings: Settings) -> None:
    async with talking(environ) as (transport, inbox):
        transport.connect(settings)
        while not isinstance(await inbox.next(object), ConnectionLost | ConnectionRefused):
            pass
        for event in inbox.events:
            said.post(event)


async def test_a_talk_with_an_ephemeral_secret(everything_said: Inbox):
    async with RealtimeServer(TALK) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"TUI_VOICE_TOKEN": SECRET}, settings)
        assert SECRET in server.calls[0].protocols[1]


async def test_a_talk_with_a_minted_secret(everything_said: Inbox):
    async with RealtimeServer(TALK, secrets=MINTED) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"OPENAI_API_KEY": KEY}, settings)
        assert SECRET in server.calls[0].protocols[1]


async def test_a_talk_with_the_key_as_bearer_token(everything_said: Inbox):
    async with RealtimeServer(TALK) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"OPENAI_API_KEY": KEY}, settings)
        assert server.calls[0].headers["Authorization"] == f"Bearer {KEY}"
        assert isinstance(everything_said.events[0], ConnectionOpened)


async def test_a_key_that_is_refused_and_quoted_by_the_server(everything_said: Inbox):
    async with RealtimeServer(secrets=REFUSED_KEY) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"OPENAI_API_KEY": KEY}, settings)


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_a_secret_that_is_refused_and_quoted(everything_said: Inbox, status: int):
    body = {"error": {"message": f"{SECRET} is no good"}}
    async with RealtimeServer(refuse=web.json_response(body, status=status)) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"TUI_VOICE_TOKEN": SECRET}, settings)


async def test_a_secret_that_is_quoted_in_an_error_and_in_a_farewell(everything_said: Inbox):
    error = {"type": "invalid_request_error", "code": None, "message": f"{SECRET} is no good"}
    script: Script = [emit("error", error=error), Close(4001, f"{SECRET} is no good")]
    async with RealtimeServer(script) as server:
        settings = Settings(base_url=server.base_url)
        await talk(everything_said, {"TUI_VOICE_TOKEN": SECRET}, settings)


async def test_secrets_that_cannot_be_sent(everything_said: Inbox):
    for environ in ({"TUI_VOICE_TOKEN": "hush hush"}, {"OPENAI_API_KEY": "hush\x01"}):
        await talk(everything_said, environ, Settings())


async def test_secrets_from_a_file_and_from_a_command(everything_said: Inbox, tmp_path: Path):
    file = tmp_path / "token"
    file.write_text(SECRET)
    command = f"'{sys.executable}' -c 'print(open(\"{file}\").read())'"
    async with RealtimeServer(TALK, TALK) as server:
        base_url = server.base_url
        await talk(everything_said, {}, Settings(base_url=base_url, token_file=str(file)))
        await talk(everything_said, {}, Settings(base_url=base_url, token_command=command))

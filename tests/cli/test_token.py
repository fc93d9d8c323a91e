"""``tui-voice token`` prints one secret, and nothing but it, where a pipe can take it."""

import asyncio
import os
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from tests.fakes.realtime_server import RealtimeServer
from tui_voice.cli.token import token

MINTED = (
    200,
    {"value": "ek-minted", "expires_at": 1, "session": {"type": "realtime", "id": "s"}},
)


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


async def run(tmp_path: Path, *arguments: str, **environ: str) -> Outcome:
    """Run the command on a thread, since the server it asks lives on this one."""
    clean = {name: None for name in os.environ if name.startswith(("TUI_VOICE_", "OPENAI_"))}
    env: dict[str, Any] = {**clean, "XDG_CONFIG_HOME": str(tmp_path), **environ}
    result = await asyncio.to_thread(CliRunner().invoke, token, list(arguments), env=env)
    return Outcome(result.exit_code, result.stdout, result.stderr)


async def test_the_secret_alone_goes_to_standard_output(tmp_path: Path):
    async with RealtimeServer(secrets=MINTED) as server:
        outcome = await run(
            tmp_path,
            *("--base-url", server.base_url, "--model", "m", "--seconds", "60"),
            OPENAI_API_KEY="the-key",
        )
        assert outcome == (0, "ek-minted\n", "It opens connections for 60 seconds.\n")
        ((_, body),) = server.minted
    assert body["session"]["model"] == "m"
    assert body["expires_after"]["seconds"] == 60


async def test_without_a_key_it_says_what_to_set(tmp_path: Path):
    outcome = await run(tmp_path)
    assert (outcome.code, outcome.out) == (1, "")
    assert "set OPENAI_API_KEY" in outcome.err


async def test_a_server_without_a_secrets_route_is_named(tmp_path: Path):
    async with RealtimeServer() as server:
        outcome = await run(tmp_path, "--base-url", server.base_url, OPENAI_API_KEY="the-key")
    assert outcome.code == 1
    assert "makes no ephemeral secrets" in outcome.err


async def test_a_refused_key_is_said_in_words(tmp_path: Path):
    refused = (401, {"error": {"code": "invalid_api_key", "message": "no"}})
    async with RealtimeServer(secrets=refused) as server:
        outcome = await run(tmp_path, "--base-url", server.base_url, OPENAI_API_KEY="the-key")
    assert outcome.code == 1
    assert "does not accept the key" in outcome.err
    assert "the-key" not in outcome.err


async def test_a_time_outside_the_limits_is_refused(tmp_path: Path):
    outcome = await run(tmp_path, "--seconds", "5", OPENAI_API_KEY="the-key")
    assert outcome.code == 2
    assert "10<=x<=7200" in outcome.err

"""Everything a run of the real app has written, searched for every secret it was given."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import Terminal, app_in_terminal
from tests.fakes.bell import Bell
from tests.fakes.living_server import LivingServer
from tests.faults.test_leaving import SILENT, ask

pytestmark = pytest.mark.rig

SECRET = re.compile(r"hush|\bek_\w")
"""All secrets of these tests are hushed; those of the offline server begin as OpenAI's do."""

KEY = {"OPENAI_API_KEY": "hush-key"}


def written(home: Path) -> Iterator[tuple[Path, bytes]]:
    """All files below the app's home, but the one by which the test started it."""
    for folder, _, names in os.walk(home):
        for name in names:
            path = Path(folder, name)
            if path != home / "run":
                yield path, path.read_bytes()


async def leave(app: Terminal, screens: list[str]) -> None:
    screens.append(await app.screen())
    await app.press("C-q")
    screens.append(await app.until("exit code 0"))


def assert_no_secret(home: Path, screens: list[str], *expected: str) -> None:
    """No file, among them those expected, and no screen shows a secret."""
    files = dict(written(home))
    assert {"tui-voice.log", *expected} <= {path.name for path in files}
    texts = {str(path): content.decode(errors="replace") for path, content in files.items()}
    assert [path for path, text in texts.items() if SECRET.search(text)] == []
    assert [screen for screen in screens if SECRET.search(screen)] == []


async def test_a_talk_with_losses_and_refusals_by_a_key(tmp_path: Path):
    screens: list[str] = []
    async with (
        LivingServer(Bell()) as server,
        app_in_terminal(tmp_path, "--base-url", server.base_url, *SILENT, env=KEY) as app,
    ):
        await ask(app, "one")
        screens.append(await app.until("Answer"))
        await server.session.say('{"type": "response.output_audio.delta", "delta": "hush')
        server.refusals.extend([(500, ""), (403, "")])
        server.session.reset()
        screens.append(await app.until("(403)"))
        await app.press("Escape")
        await app.until("space talk")
        server.mint_refusals.append((401, "invalid_api_key"))
        await app.press("r")
        screens.append(await app.until("does not accept the key"))
        await leave(app, screens)
    assert_no_secret(tmp_path, screens, "history.db")


async def test_a_token_that_is_refused_and_quoted(tmp_path: Path):
    screens: list[str] = []
    token = {"TUI_VOICE_TOKEN": "hush-token"}
    async with LivingServer(Bell()) as server:
        server.refusals.append((401, ""))
        async with app_in_terminal(
            tmp_path, "--base-url", server.base_url, *SILENT, env=token
        ) as app:
            screens.append(await app.until("(401)"))
            await leave(app, screens)
    assert_no_secret(tmp_path, screens)


async def test_a_talk_with_a_secret_that_the_offline_server_minted(tmp_path: Path):
    screens: list[str] = []
    async with (
        relay() as server,
        app_in_terminal(tmp_path, "--base-url", server.url, *SILENT, env=KEY) as app,
    ):
        await ask(app, "what is two plus two")
        screens.append(await app.until("4"))
        assert "ephemeral secret" in screens[-1]
        await leave(app, screens)
    assert_no_secret(tmp_path, screens)

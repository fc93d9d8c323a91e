"""The spending limit, in a real terminal: a warning, an end, and how a person goes on."""

from functools import partial
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, app_in_terminal
from tests.fakes.bell import Bell
from tests.fakes.living_server import LivingServer
from tests.realtime.talking import until

pytestmark = pytest.mark.rig

PROGRAM = str(Path(__file__).parent / "billed_app.py")

TWO_CENTS = {"output_tokens": 1000, "output_token_details": {"audio_tokens": 1000}}
"""At 20 USD per million tokens of sound, the price of the model that is asked by default."""


async def has_left(app: Terminal, line: str) -> bool:
    """Whether the cursor is on another line."""
    return await app.fact("cursor_y") != line


async def ask(app: Terminal, server: LivingServer, question: str) -> None:
    """Type a question, and see it answered."""
    answered = server.session.answered
    await app.type(question)
    await app.press("Enter")
    await server.bell.until(lambda: server.session.answered == answered + 1, timeout_s=30)
    await app.until(lambda screen: question in screen and "○ idle" in screen)


async def test_a_limit_warns_at_80_percent_stops_asking_at_100_and_is_raised_in_the_settings(
    tmp_path: Path,
):
    bell = Bell()
    async with LivingServer(bell) as server:
        server.usage = TWO_CENTS
        arguments = (server.base_url, "0.045")
        async with app_in_terminal(tmp_path, *arguments, program=(PROGRAM,)) as app:
            await app.until("● connected")
            await app.press("i")
            await app.until("esc leave")
            await ask(app, server, "first")
            assert "you allow" not in await app.screen()
            await ask(app, server, "second")
            await app.until("This session has cost $0.0400 of the $0.0450 you allow")
            await ask(app, server, "third")
            await app.type("fourth")
            await app.press("Enter")
            await app.until("nothing more is asked")
            assert server.session.begun == 3
            await app.press("Escape")
            await app.until("space talk")
            await app.press("F2")
            await app.until("Nothing is changed.")
            await app.press("/")
            await app.until("Search all settings")
            await app.type("cost limit")
            await app.until(lambda text: "Cost limit" in text and "Voice" not in text)
            search = await app.fact("cursor_y")
            await app.press("Enter")
            await until(partial(has_left, app, search))
            await app.type("9")
            await app.until(lambda text: "Nothing is changed." not in text)
            await app.press("C-s")
            await app.until("Type a message")
            await app.press("i")
            await app.until("esc leave")
            await ask(app, server, "fifth")
            assert server.session.begun == 4
    config = tmp_path / "config" / "tui-voice" / "config.toml"
    assert "max_cost = 9" in config.read_text()

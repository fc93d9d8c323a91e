"""Going on with an earlier conversation from within the app, in a real terminal."""

from pathlib import Path

import pytest

from tests.e2e.terminal import app_in_terminal

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

QUIETLY = ("--offline", "--input", "none", "--output", "none")


async def test_an_earlier_conversation_is_found_and_gone_on_with(tmp_path: Path) -> None:
    async with app_in_terminal(tmp_path, *QUIETLY) as terminal:
        await terminal.until("connected")
        await terminal.type("iremember the lighthouse")
        await terminal.press("Enter")
        # To its end: of an answer that is left in the middle only whole sentences are kept.
        await terminal.until(lambda screen: "I heard" in screen and "○ idle" in screen)
        await terminal.press("C-q")
        await terminal.until("exit code 0")
    async with app_in_terminal(tmp_path, *QUIETLY) as terminal:
        screen = await terminal.until("connected")
        assert "lighthouse" not in screen
        await terminal.press("F3")
        await terminal.until("remember the lighthouse")
        await terminal.until("I heard")
        await terminal.press("c")
        await terminal.until(lambda text: "History" not in text and "lighthouse" in text)
        await terminal.until("connected")
        assert await terminal.fact("pane_dead") == "0"
        await terminal.press("C-q")
        await terminal.until("exit code 0")


async def test_the_title_of_the_terminal_tells_the_state(tmp_path: Path) -> None:
    async with app_in_terminal(tmp_path, *QUIETLY) as terminal:
        await terminal.until("connected")
        assert await terminal.fact("pane_title") == "tui-voice: idle"
        await terminal.press("m")
        await terminal.until("idle, muted")
        assert await terminal.fact("pane_title") == "tui-voice: idle, muted"

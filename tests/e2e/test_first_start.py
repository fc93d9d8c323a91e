"""The first start of all, a profile and keys of one's own, in a real terminal."""

from pathlib import Path

import pytest

from tests.e2e.terminal import app_in_terminal

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

QUIETLY = ("--offline", "--input", "none", "--output", "none")


async def test_a_person_is_welcomed_once_and_goes_on_to_the_first_turn(tmp_path: Path) -> None:
    async with app_in_terminal(tmp_path, *QUIETLY, first=True) as terminal:
        await terminal.until("This is what was found")
        await terminal.until("speech")  # the last finding, about the offline packages
        await terminal.press("Space")
        await terminal.until(lambda text: "recording" in text and "Welcome" not in text)
        await terminal.press("C-q")
        await terminal.until("exit code 0")
    async with app_in_terminal(tmp_path, *QUIETLY, first=True) as terminal:
        assert "Welcome" not in await terminal.until("Press space to talk")


async def test_a_profile_and_a_key_are_there_again_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "config" / "tui-voice" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('# mine\n[profiles.calm]\nvoice = "sage"\n\n[keys]\nmute = "x"\n')
    async with app_in_terminal(tmp_path, *QUIETLY) as terminal:
        await terminal.until("x mute")
        await terminal.press("F4")
        await terminal.until("calm")
        await terminal.press("Down", "Enter")
        await terminal.until(lambda text: "sage" in text.partition("\n")[0])
        await terminal.press("C-q")
        await terminal.until("exit code 0")
    assert 'profile = "calm"' in file.read_text()
    assert "# mine" in file.read_text()
    async with app_in_terminal(tmp_path, *QUIETLY) as terminal:
        await terminal.until(lambda text: "sage" in text.partition("\n")[0])

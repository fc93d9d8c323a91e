"""The check as the screen needs it."""

from tui_voice.cli.check import looks
from tui_voice.cli.checkup import ScreenCheckup
from tui_voice.config.settings import Settings

OFFLINE = Settings(offline=True)


def test_the_screen_is_told_what_the_command_tells_about_the_devices_it_asks_for() -> None:
    told = list(ScreenCheckup(OFFLINE).look("none", "none"))
    assert told == list(looks(Settings(offline=True, input="none", output="none")))
    assert {"sound library", "server", "offline"} <= {each.topic for each in told}

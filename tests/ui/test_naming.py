import pytest

from tests.ui.app_rig import running
from tests.ui.pictures import DOWN, QUIET
from tui_voice.audio.errors import MICROPHONE_GONE
from tui_voice.config.keys import Keymap
from tui_voice.conversation.items import Notice, Severity
from tui_voice.ui.naming import keyed
from tui_voice.ui.screens.talk import TalkScreen

OWN = Keymap({"settings": "f8", "reconnect": "n"})


def test_the_key_in_force_stands_behind_what_a_message_names() -> None:
    told = "Choose another in the settings, then reconnect."
    assert keyed(told, OWN) == "Choose another in the settings (f8), then reconnect (n)."


def test_a_message_without_an_action_stays_as_it_is() -> None:
    assert keyed("Raise it in the sound settings of your system.", OWN) == (
        "Raise it in the sound settings of your system."
    )


def test_what_is_told_without_a_screen_has_no_key() -> None:
    assert MICROPHONE_GONE.endswith("in the settings.")


@pytest.mark.parametrize(("keys", "named"), [(None, "(f2)"), (OWN, "(f8)")])
async def test_a_notice_of_the_conversation_has_the_key_in_force(
    keys: Keymap | None, named: str
) -> None:
    notice = Notice("Choose another in the settings.", Severity.WARNING, 0)
    async with running(QUIET._replace(entries=(notice,)), keys=keys) as rig:
        assert f"in the settings {named}." in rig.text()


async def test_the_banner_has_the_key_in_force() -> None:
    link = DOWN._replace(message="Check the key, then reconnect.")
    async with running(QUIET._replace(link=link), keys=OWN) as rig:
        assert "then reconnect (n)." in rig.text()


async def test_notices_follow_keys_that_are_chosen_now() -> None:
    notice = Notice("Choose another in the settings.", Severity.WARNING, 0)
    async with running(QUIET._replace(entries=(notice,))) as rig:
        screen = rig.app.screen
        assert isinstance(screen, TalkScreen)
        screen.keys = OWN
        await rig.pilot.pause()
        assert "in the settings (f8)." in rig.text()

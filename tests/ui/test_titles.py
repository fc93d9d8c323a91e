from io import StringIO

import pytest

from tests.ui.app_rig import running
from tests.ui.pictures import DOWN, QUIET, RECORDING, SPEAKING
from tui_voice.engine.view import Activity, View
from tui_voice.ui.titles import own_title, title_of


@pytest.mark.parametrize(
    ("view", "title"),
    [
        (QUIET, "tui-voice: idle"),
        (RECORDING, "● tui-voice: recording"),
        (RECORDING._replace(muted=True), "tui-voice: recording, muted"),
        (SPEAKING, "tui-voice: speaking"),
        (SPEAKING._replace(microphone_open=True), "● tui-voice: speaking, microphone open"),
        (View(link=DOWN), "tui-voice: not connected"),
    ],
)
def test_the_title_tells_whether_the_microphone_is_open(view: View, title: str) -> None:
    assert title_of(view) == title


async def test_the_terminal_is_told_each_title_once() -> None:
    async with running() as rig:
        driver = rig.app._driver
        assert driver is not None
        written: list[str] = []
        driver.write = written.append
        await rig.show(RECORDING)
        await rig.show(RECORDING._replace(tokens=9))
        await rig.show(QUIET._replace(activity=Activity.THINKING))
        titles = [text for text in written if text.startswith("\x1b]2;")]
        assert titles == [
            "\x1b]2;● tui-voice: recording\x07",
            "\x1b]2;tui-voice: thinking\x07",
        ]


def test_the_terminal_gets_its_own_title_back_whatever_happens() -> None:
    terminal = StringIO()
    with pytest.raises(KeyboardInterrupt), own_title(terminal):
        raise KeyboardInterrupt
    assert terminal.getvalue() == "\x1b[22;2t\x1b[23;2t"
